package io.operatormetrics.server.http;

import io.netty.util.NetUtil;

import java.util.BitSet;
import java.util.regex.Pattern;

/** The parts of RFC 3986 that requests are made of. A percent sign is allowed in all of them, before two hexadecimal digits. */
final class UriSyntax {
    private static final BitSet REG_NAME = new BitSet();
    private static final BitSet PATH = new BitSet();
    private static final BitSet QUERY = new BitSet();
    private static final Pattern IP_FUTURE = Pattern.compile("[vV][0-9A-Fa-f]+\\.[A-Za-z0-9._~!$&'()*+,;=:-]+");

    static {
        REG_NAME.set('a', 'z' + 1);
        REG_NAME.set('A', 'Z' + 1);
        REG_NAME.set('0', '9' + 1);
        "-._~!$&'()*+,;=".chars().forEach(REG_NAME::set);
        PATH.or(REG_NAME);
        ":@/".chars().forEach(PATH::set);
        QUERY.or(PATH);
        // The grammar has no brackets here, but clients of Prometheus send name[]= as it is.
        "?[]".chars().forEach(QUERY::set);
    }

    private UriSyntax() {}

    /** {@code absolute-path} (RFC 9110 section 4.1). */
    static boolean isAbsolutePath(String text) {
        return text.startsWith("/") && consistsOf(text, PATH);
    }

    static boolean isQuery(String text) {
        return consistsOf(text, QUERY);
    }

    /** {@code uri-host [ ":" port ]}, without user information; the host may be empty (RFC 3986 section 3.2.2), and so may the port. */
    static boolean isHostAndPort(String text) {
        int end = text.startsWith("[") ? text.indexOf(']') + 1 : text.indexOf(':');
        String host = end < 0 ? text : text.substring(0, end);
        String port = end < 0 ? "" : text.substring(end);
        return isHost(host) && (port.isEmpty() || isColonAndPort(port));
    }

    private static boolean isHost(String host) {
        return host.startsWith("[") ? isIpLiteral(host.substring(1, host.length() - 1)) : consistsOf(host, REG_NAME);
    }

    /** Without a zone: that is a matter of the client's machine (RFC 6874). */
    private static boolean isIpLiteral(String text) {
        return (text.indexOf('%') < 0 && NetUtil.isValidIpV6Address(text))
                || IP_FUTURE.matcher(text).matches();
    }

    private static boolean isColonAndPort(String text) {
        return text.charAt(0) == ':'
                && text.length() <= ":65535".length()
                && text.chars().skip(1).allMatch(c -> c >= '0' && c <= '9')
                && (text.length() == 1 || Integer.parseInt(text.substring(1)) <= 65_535);
    }

    private static boolean consistsOf(String text, BitSet allowed) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) == '%') {
                if (i + 2 >= text.length() || !isHex(text.charAt(i + 1)) || !isHex(text.charAt(i + 2))) {
                    return false;
                }
                i += 2;
            } else if (!allowed.get(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isHex(char c) {
        return c < 128 && Character.digit(c, 16) >= 0;
    }
}
