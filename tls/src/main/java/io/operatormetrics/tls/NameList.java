package io.operatormetrics.tls;

import io.netty.util.NetUtil;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;

/** {@link AllowedNames} as they are now, a file among them read. */
sealed interface NameList {

    record Everybody() implements NameList {}

    record OneOf(Set<String> names) implements NameList {
        public OneOf {
            names = names.stream().map(OneOf::canonical).collect(Collectors.toUnmodifiableSet());
        }

        /** One IPv6 address has many spellings, {@code ::1} for instance; a certificate holds the address. */
        private static String canonical(String name) {
            if (name.indexOf(':') < 0) {
                return name;
            }
            // Null for a URI; nothing is looked up.
            InetAddress address = NetUtil.createInetAddressFromIpAddressString(name);
            return address == null ? name : address.getHostAddress();
        }
    }

    /** The names in a file's text: lines that are not blank and do not start with {@code #}. */
    static OneOf parse(String text) {
        return new OneOf(text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .collect(Collectors.toSet()));
    }

    default boolean admits(X509Certificate client) throws CertificateParsingException {
        return switch (this) {
            case Everybody everybody -> true;
            case OneOf(Set<String> names) -> PresentedNames.of(client).stream().anyMatch(names::contains);
        };
    }
}
