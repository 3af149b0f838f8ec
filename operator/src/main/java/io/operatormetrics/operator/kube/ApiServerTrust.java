package io.operatormetrics.operator.kube;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.CertUtils;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;

import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * By whose certificates the API server is known. A configuration that names a CA means that one alone, as it does for kubectl and for Go's
 * client; fabric8 adds the hundred and more that the JDK brings, which at each start are read only to be trusted without need.
 */
final class ApiServerTrust {

    private ApiServerTrust() {}

    /** Throws X509Exception when what it names is anything but certificates. */
    static TrustManager[] managers(Config config) throws GeneralSecurityException, IOException {
        boolean namesCa = config.getCaCertData() != null || config.getCaCertFile() != null;
        if (!namesCa || config.isTrustCerts() || config.getTrustStoreFile() != null) {
            return SSLUtils.trustManagers(config);
        }
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        for (X509Certificate certificate : named(config)) {
            store.setCertificateEntry("ca-" + store.size(), certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    private static List<X509Certificate> named(Config config) throws X509Exception, IOException {
        String data = config.getCaCertData();
        String origin = data == null ? config.getCaCertFile() : "the API server's CA in the kubeconfig";
        try (InputStream pem = CertUtils.getInputStreamFromDataOrFile(data, config.getCaCertFile())) {
            return Certificates.parse(origin, new String(pem.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
