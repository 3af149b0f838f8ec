package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.CertUtils;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.operatormetrics.x509.Certificates;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;

/**
 * By whose certificates the API server is known. A configuration that names a CA means that one alone, as it does for kubectl and for Go's
 * client; fabric8 adds the hundred and more that the JDK brings, which at each start are read only to be trusted without need.
 */
final class ApiServerTrust {

    private ApiServerTrust() {}

    /**
     * Throws X509Exception when what it names is anything but certificates. A file is read again when its content changes, since a cluster
     * renews its CA while we run.
     */
    static TrustManager[] managers(Config config) throws GeneralSecurityException, IOException {
        String data = config.getCaCertData();
        boolean namesCa = data != null || config.getCaCertFile() != null;
        if (!namesCa || config.isTrustCerts() || config.getTrustStoreFile() != null) {
            return SSLUtils.trustManagers(config);
        }
        if (data == null) {
            return new TrustManager[] {ReloadingTrustManager.of(Path.of(config.getCaCertFile()))};
        }
        try (InputStream pem = CertUtils.getInputStreamFromDataOrFile(data, null)) {
            String text = new String(pem.readAllBytes(), StandardCharsets.UTF_8);
            return new TrustManager[] {trusting("the API server's CA in the kubeconfig", text)};
        }
    }

    /** One that trusts the certificates of that PEM alone. */
    static X509ExtendedTrustManager trusting(String origin, String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : Certificates.parse(origin, pem)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
    }
}
