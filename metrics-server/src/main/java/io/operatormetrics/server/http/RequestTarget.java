package io.operatormetrics.server.http;

import java.util.Optional;

/** The forms of a request target (RFC 9112 section 3.2). */
final class RequestTarget {

    private RequestTarget() {}

    /** Path and query, {@code /metrics?name[]=up}, of a target in origin form or in absolute form with http or https; empty for any other. */
    static Optional<String> originForm(String target) {
        if (target.startsWith("/")) {
            return Optional.of(target).filter(RequestTarget::isPathAndQuery);
        }
        int authority = startOfAuthority(target);
        if (authority < 0) {
            return Optional.empty();
        }
        int end = endOfAuthority(target, authority);
        String host = target.substring(authority, end);
        // These two schemes do not allow an empty host (RFC 9110 section 4.2).
        if (host.isEmpty() || host.startsWith(":") || !UriSyntax.isHostAndPort(host)) {
            return Optional.empty();
        }
        String rest = target.substring(end);
        // An empty path is that of the root (RFC 9110 section 4.2.3).
        return Optional.of(rest.startsWith("/") ? rest : "/" + rest).filter(RequestTarget::isPathAndQuery);
    }

    /** {@code host:port}, the form of CONNECT. */
    static boolean isAuthorityForm(String target) {
        int colon = target.lastIndexOf(':');
        return colon > 0 && colon < target.length() - 1 && UriSyntax.isHostAndPort(target);
    }

    private static boolean isPathAndQuery(String text) {
        int mark = text.indexOf('?');
        return mark < 0
                ? UriSyntax.isAbsolutePath(text)
                : UriSyntax.isAbsolutePath(text.substring(0, mark)) && UriSyntax.isQuery(text.substring(mark + 1));
    }

    private static int startOfAuthority(String target) {
        for (String scheme : new String[] {"http://", "https://"}) {
            if (target.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return scheme.length();
            }
        }
        return -1;
    }

    private static int endOfAuthority(String target, int from) {
        for (int i = from; i < target.length(); i++) {
            if (target.charAt(i) == '/' || target.charAt(i) == '?') {
                return i;
            }
        }
        return target.length();
    }
}
