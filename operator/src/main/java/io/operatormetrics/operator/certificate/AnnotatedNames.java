package io.operatormetrics.operator.certificate;

import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/** The names in a certificate, as the annotations of its Secret tell them. What cannot be read is not there. */
final class AnnotatedNames {

    /** Tags of subject alternative names (RFC 5280, section 4.2.1.6). */
    static final int DNS = 2;

    static final int IP = 7;

    private AnnotatedNames() {}

    /** The last of several, as Go reads it; empty when there is none. */
    static String commonName(X500Principal name) {
        try {
            List<Rdn> parts = new LdapName(name.getName(X500Principal.RFC2253)).getRdns();
            for (Rdn part : parts.reversed()) {
                var commonName = part.toAttributes().get("cn");
                if (commonName != null && commonName.get() instanceof String text) {
                    return text;
                }
            }
            return "";
        } catch (NamingException malformed) {
            return "";
        }
    }

    static List<String> alternatives(X509Certificate leaf, int tag) {
        try {
            Collection<List<?>> names = leaf.getSubjectAlternativeNames();
            return names == null
                    ? List.of()
                    : names.stream()
                            .filter(name -> Objects.equals(name.get(0), tag))
                            .map(name -> String.valueOf(name.get(1)))
                            .toList();
        } catch (CertificateParsingException malformed) {
            return List.of();
        }
    }
}
