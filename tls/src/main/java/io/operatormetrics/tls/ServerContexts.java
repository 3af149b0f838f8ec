package io.operatormetrics.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.operatormetrics.x509.CertificateKeyPair;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Builds what connections are served with, from the policy and one set of material, each time anew: there is nothing that an earlier
 * reload could have left behind. No client may resume past a change of what is verified, so nobody resumes a session at all.
 */
final class ServerContexts {
    /**
     * Certificates go as they are. Netty would compress ours anew for each client that takes it (RFC 8879), which costs more than it saves, and would
     * unpack what strangers send.
     */
    private static final OpenSslCertificateCompressionConfig UNCOMPRESSED =
            OpenSslCertificateCompressionConfig.newBuilder().build();

    private static final String TLS_1_2 = "TLSv1.2";
    private static final String TLS_1_3 = "TLSv1.3";

    private final TlsPolicy policy;
    private final HandshakeProof proof;
    private final HandshakeProof lenientProof;

    /** Throws IllegalStateException when the TLS implementation of the policy cannot be loaded. */
    ServerContexts(TlsPolicy policy) {
        this.policy = policy;
        policy.provider().load();
        requireSuites(policy);
        this.proof = newProof(sslProvider());
        this.lenientProof = newProof(SslProvider.JDK);
    }

    /** @param verifier of client certificates; there where the policy verifies them */
    Engines build(ValidatedMaterial.Usable material, Optional<ClientVerifier> verifier) throws SSLException {
        TrustManager trust = switch (policy.clientAuth()) {
            case REQUIRE_AND_VERIFY, VERIFY_IF_GIVEN ->
                ClientTrustManager.verifying(material.clientCas(), verifier.orElseThrow(), policy.provider());
            case REQUIRE_ANY, NONE -> ClientTrustManager.acceptingAny();
        };
        return switch (policy.provider()) {
            case BORINGSSL -> boringSsl(material.server(), trust);
            case JDK -> jdk(material.server(), trust);
        };
    }

    private Engines boringSsl(CertificateKeyPair server, TrustManager trust) throws SSLException {
        SslContext context = SslContextBuilder.forServer(server.key(), server.chain())
                .sslProvider(SslProvider.OPENSSL)
                // Netty passes the key in a store. PKCS#12, its default, hashes 10,000 rounds to write and to read it.
                .keyStoreType("JKS")
                .protocols(protocols())
                .ciphers(cipherSuites(), IdentityCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(httpOnly())
                .clientAuth(clientAuth())
                .trustManager(trust)
                .sessionCacheSize(1)
                .sessionTimeout(1)
                .option(OpenSslContextOption.CERTIFICATE_COMPRESSION_ALGORITHMS, UNCOMPRESSED)
                .build();
        ReferenceCountedOpenSslContext counted = (ReferenceCountedOpenSslContext) context;
        counted.sessionContext().setSessionCacheEnabled(false);
        return new BoringSslEngines(counted);
    }

    /**
     * The JDK keeps sessions, and the keys of its tickets, in its context, which can be turned off only for the whole process. So each
     * connection gets a context of its own, which ends with it, and what a client brings along from another one is unknown. To make one
     * takes a hundredth of a handshake.
     */
    private Engines jdk(CertificateKeyPair server, TrustManager trust) throws SSLException {
        KeyManager[] keys = keyManagers(server);
        return new Engines() {
            @Override
            public Optional<SSLEngine> newEngine(ByteBufAllocator allocator) {
                return Optional.of(new JdkSslContext(
                                jdkContext(keys, trust),
                                false,
                                cipherSuites(),
                                IdentityCipherSuiteFilter.INSTANCE,
                                httpOnly(),
                                clientAuth(),
                                protocols().toArray(String[]::new),
                                false)
                        .newEngine(allocator));
            }

            @Override
            public void release() {
                // All of it is in the heap.
            }
        };
    }

    private static SSLContext jdkContext(KeyManager[] keys, TrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static KeyManager[] keyManagers(CertificateKeyPair server) throws SSLException {
        try {
            char[] noPassword = {};
            KeyStore store = KeyStore.getInstance("JKS");
            store.load(null, null);
            store.setKeyEntry("server", server.key(), noPassword, server.chain().toArray(Certificate[]::new));
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, noPassword);
            return factory.getKeyManagers();
        } catch (GeneralSecurityException | IOException broken) {
            throw new SSLException("the JDK does not take the server's key: " + broken.getMessage(), broken);
        }
    }

    private io.netty.handler.ssl.ClientAuth clientAuth() {
        return switch (policy.clientAuth()) {
            case REQUIRE_AND_VERIFY, REQUIRE_ANY -> io.netty.handler.ssl.ClientAuth.REQUIRE;
            case VERIFY_IF_GIVEN -> io.netty.handler.ssl.ClientAuth.OPTIONAL;
            case NONE -> io.netty.handler.ssl.ClientAuth.NONE;
        };
    }

    /** Throws SSLException when a client could not shake hands with this context under each version that is allowed. */
    void prove(Engines engines, CertificateKeyPair server) throws SSLException {
        for (String protocol : protocols()) {
            // Without a suite for this kind of key there is nothing to prove: the choice is the user's, and warned of.
            if (protocol.equals(TLS_1_3) || fit(server)) {
                proof(server)
                        .prove(
                                engines.newEngine(UnpooledByteBufAllocator.DEFAULT)
                                        .orElseThrow(),
                                protocol);
            }
        }
    }

    /** BoringSSL's clients refuse keys and key usages that its servers serve and that other clients take. */
    private HandshakeProof proof(CertificateKeyPair server) {
        return policy.provider() == TlsProvider.BORINGSSL && !CertificateUse.isForEveryClient(server)
                ? lenientProof
                : proof;
    }

    /** Whether some suite of TLS 1.2 signs with a key of this kind. */
    boolean fit(CertificateKeyPair server) {
        return !CipherSuites.fitting(cipherSuites(), server.key()).isEmpty();
    }

    private HandshakeProof newProof(SslProvider client) {
        try {
            return new HandshakeProof(client, cipherSuites());
        } catch (SSLException broken) {
            throw new IllegalStateException("TLS cannot be set up: " + broken.getMessage(), broken);
        }
    }

    private SslProvider sslProvider() {
        return switch (policy.provider()) {
            case BORINGSSL -> SslProvider.OPENSSL;
            case JDK -> SslProvider.JDK;
        };
    }

    private List<String> protocols() {
        return switch (policy.minVersion()) {
            case TLS_1_2 -> List.of(TLS_1_3, TLS_1_2);
            case TLS_1_3 -> List.of(TLS_1_3);
        };
    }

    private List<String> cipherSuites() {
        List<String> chosen = policy.cipherSuites().isEmpty() ? CipherSuites.DEFAULTS : policy.cipherSuites();
        return Stream.concat(CipherSuites.TLS_1_3.stream(), chosen.stream()).toList();
    }

    private static ApplicationProtocolConfig httpOnly() {
        return new ApplicationProtocolConfig(
                Protocol.ALPN,
                SelectorFailureBehavior.NO_ADVERTISE,
                SelectedListenerFailureBehavior.ACCEPT,
                ApplicationProtocolNames.HTTP_1_1);
    }

    private static void requireSuites(TlsPolicy policy) {
        for (String suite : policy.cipherSuites()) {
            Optional<String> problem = CipherSuites.problem(suite, policy.provider());
            if (problem.isPresent()) {
                throw new IllegalStateException("cipher suite \"" + suite + "\" is " + problem.get());
            }
        }
    }
}
