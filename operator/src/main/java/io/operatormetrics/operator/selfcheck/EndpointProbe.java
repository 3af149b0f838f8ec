package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.x509.CertificateKeyPair;

import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertPathValidatorException.BasicReason;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A client with a pair and CAs that it trusts, as Prometheus is one, but by way of the JDK's TLS whatever the endpoint's own is. */
final class EndpointProbe {

    private static final int TIMEOUT_MILLIS = (int) Duration.ofSeconds(10).toMillis();
    private static final int ATTEMPTS = 3;

    private final SSLContext context;

    private EndpointProbe(SSLContext context) {
        this.context = context;
    }

    /** @param trusted at least one CA */
    static EndpointProbe of(CertificateKeyPair pair, List<X509Certificate> trusted) {
        try {
            KeyStore anchors = KeyStore.getInstance(KeyStore.getDefaultType());
            anchors.load(null, null);
            for (int i = 0; i < trusted.size(); i++) {
                anchors.setCertificateEntry("ca-" + i, trusted.get(i));
            }
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(anchors);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {new FixedKeyManager(pair)}, trust.getTrustManagers(), null);
            return new EndpointProbe(context);
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK's TLS is not complete", e);
        }
    }

    /**
     * Why a client that calls the endpoint by that name is not served; empty when it is. Blocks until that is known. Any answer will do: with
     * TLS 1.3 a server looks at the client's certificate only after the handshake is over for the client.
     */
    Optional<String> problem(InetSocketAddress address, String name) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call(address, name);
            } catch (SocketException cutOff) {
                // A server that refuses closes at once, and while the client still sends, its alert is lost.
                if (attempt == ATTEMPTS) {
                    return Optional.of(inWords(cutOff));
                }
            } catch (IOException refused) {
                return Optional.of(inWords(refused));
            }
        }
    }

    private Optional<String> call(InetSocketAddress address, String name) throws IOException {
        try (Socket connection = new Socket()) {
            connection.connect(address, TIMEOUT_MILLIS);
            connection.setSoTimeout(TIMEOUT_MILLIS);
            SSLSocket tls =
                    (SSLSocket) context.getSocketFactory().createSocket(connection, name, address.getPort(), true);
            SSLParameters parameters = tls.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(name)));
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            tls.setSSLParameters(parameters);
            String request = "HEAD / HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n";
            tls.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(tls.getInputStream().readNBytes("HTTP/".length()), StandardCharsets.US_ASCII);
            return answer.equals("HTTP/") ? Optional.empty() : Optional.of("closed without an answer");
        }
    }

    /** The JDK's own words, but for those that name nothing but its classes. */
    private static String inWords(IOException refused) {
        for (Throwable cause = refused; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException invalid && invalid.getReason() == BasicReason.EXPIRED) {
                return "the server certificate, or that of its CA, has expired";
            }
            if (cause instanceof CertPathBuilderException) {
                return "the server certificate is of no CA that Prometheus trusts";
            }
        }
        return refused.getMessage() == null ? refused.toString() : refused.getMessage();
    }
}
