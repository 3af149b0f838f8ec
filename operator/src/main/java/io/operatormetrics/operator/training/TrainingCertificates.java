package io.operatormetrics.operator.training;

import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.pki.IssuedPair;
import io.operatormetrics.pki.LeafRequest;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;

/** The certificates of one rehearsal, which are forgotten with it: one authority, and a pair that serves and scrapes. */
public record TrainingCertificates(CertificateAuthority authority, IssuedPair pair) {

    private static final char[] NO_PASSWORD = {};

    public static TrainingCertificates issue(Clock clock) {
        CertificateAuthority authority = CertificateAuthority.createRsa(CertificateNames.CA_COMMON_NAME, clock);
        return new TrainingCertificates(
                authority,
                authority.issue(
                        new LeafRequest("localhost", List.of("localhost"), List.of(InetAddress.getLoopbackAddress()))));
    }

    /** For either side of a connection; trusts the authority alone. */
    SSLContext context() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("pair", pair.key(), NO_PASSWORD, pair.chain().toArray(X509Certificate[]::new));
        store.setCertificateEntry("authority", authority.certificate());
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, NO_PASSWORD);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }
}
