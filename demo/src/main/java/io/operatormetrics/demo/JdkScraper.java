package io.operatormetrics.demo;

import io.operatormetrics.demo.cluster.DemoCertificates;
import io.operatormetrics.demo.process.DemoFailure;
import io.operatormetrics.pki.IssuedPair;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;

/** Scrapes with this JVM's own client, where there is no curl. It connects by address: it has no option for another name. */
final class JdkScraper implements Scraper {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final DemoCertificates certificates;
    private final URI endpoint;

    JdkScraper(DemoCertificates certificates, URI endpoint) {
        this.certificates = certificates;
        this.endpoint = endpoint;
    }

    @Override
    public Answer withClientCertificate() {
        return scrape(Optional.of(certificates.client()));
    }

    @Override
    public Answer withoutClientCertificate() {
        return scrape(Optional.empty());
    }

    private Answer scrape(Optional<IssuedPair> pair) {
        HttpRequest request = HttpRequest.newBuilder(endpoint).timeout(TIMEOUT).build();
        try (HttpClient client = HttpClient.newBuilder()
                .sslContext(context(certificates.authority().certificate(), pair))
                .build()) {
            HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? new Metrics(response.body())
                    : new Refused("status " + response.statusCode());
        } catch (IOException e) {
            return new Refused(String.valueOf(e.getMessage()));
        } catch (GeneralSecurityException e) {
            throw new DemoFailure("cannot make a TLS client: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DemoFailure("interrupted", e);
        }
    }

    /** What trusts only that CA and presents the pair, if there is one. */
    static SSLContext context(X509Certificate authority, Optional<IssuedPair> pair)
            throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        trusted.setCertificateEntry("ca", authority);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);

        KeyStore own = emptyStore();
        char[] noPassword = {};
        if (pair.isPresent()) {
            own.setKeyEntry(
                    "own", pair.get().key(), noPassword, pair.get().chain().toArray(Certificate[]::new));
        }
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, noPassword);

        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
        return context;
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }
}
