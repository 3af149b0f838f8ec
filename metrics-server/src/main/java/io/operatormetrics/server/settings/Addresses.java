package io.operatormetrics.server.settings;

import io.netty.util.NetUtil;

import java.util.Optional;
import java.util.regex.Pattern;

/** What an address to bind may look like. Nothing is looked up: a name that resolves elsewhere must not decide who can connect. */
public final class Addresses {

    /** An address without its brackets. */
    public static final ValueSyntax<String> HOST =
            new ValueSyntax<>("an IPv4 or IPv6 address, or localhost", Addresses::parseHost);

    /** 0 lets the system choose. */
    public static final ValueSyntax<Integer> PORT = ValueSyntax.between(0, 65_535);

    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile("(" + OCTET + "\\.){3}" + OCTET);

    private Addresses() {}

    private static Optional<String> parseHost(String text) {
        if (text.equalsIgnoreCase("localhost")) {
            return Optional.of("localhost");
        }
        if (IPV4.matcher(text).matches()) {
            return Optional.of(text);
        }
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String bare = bracketed ? text.substring(1, text.length() - 1) : text;
        return isIpv6(bare) ? Optional.of(bare) : Optional.empty();
    }

    private static boolean isIpv6(String text) {
        return text.contains(":")
                && !text.startsWith("[")
                && NetUtil.createInetAddressFromIpAddressString(text) != null;
    }
}
