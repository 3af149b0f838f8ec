package io.operatormetrics.tls;

import javax.naming.NamingException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;
import javax.security.auth.x500.X500Principal;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The names that a certificate presents: its DNS, URI, e-mail and IP subject alternative names, or, if it has none of any type, its
 * common names (RFC 6125 section 6.4.4).
 */
final class PresentedNames {
    /** GeneralName tags (RFC 5280 section 4.2.1.6): rfc822Name, dNSName, uniformResourceIdentifier, iPAddress. */
    private static final Set<Integer> NAME_TYPES = Set.of(1, 2, 6, 7);

    private PresentedNames() {}

    /** IP addresses are in the form of {@link java.net.InetAddress#getHostAddress()}. */
    static Set<String> of(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
        if (alternatives == null || alternatives.isEmpty()) {
            return commonNames(certificate.getSubjectX500Principal());
        }
        Set<String> names = new HashSet<>();
        for (List<?> alternative : alternatives) {
            if (NAME_TYPES.contains(alternative.get(0)) && alternative.get(1) instanceof String name) {
                names.add(name);
            }
        }
        return names;
    }

    private static Set<String> commonNames(X500Principal subject) throws CertificateParsingException {
        try {
            Set<String> names = new HashSet<>();
            for (Rdn rdn : new LdapName(subject.getName(X500Principal.RFC2253)).getRdns()) {
                var commonName = rdn.toAttributes().get("cn");
                if (commonName != null && commonName.get() instanceof String name) {
                    names.add(name);
                }
            }
            return names;
        } catch (NamingException malformed) {
            throw new CertificateParsingException("malformed subject", malformed);
        }
    }
}
