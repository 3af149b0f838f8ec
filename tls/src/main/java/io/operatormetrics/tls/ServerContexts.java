package io.operatormetrics.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslCertificateCompressionConfig;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;

import javax.net.ssl.SSLException;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.stream.Stream;

/**
 * Builds the context that connections are served with, from the policy and one set of material, each time anew: there is nothing that an
 * earlier reload could have left behind.
 */
final class ServerContexts {
    /**
     * Certificates go as they are. Netty would compress ours anew for each client that takes it (RFC 8879), which costs more than it saves, and would
     * unpack what strangers send.
     */
    private static final OpenSslCertificateCompressionConfig UNCOMPRESSED =
            OpenSslCertificateCompressionConfig.newBuilder().build();

    private final TlsPolicy policy;
    private final ClientAlerts alerts;

    /** Throws IllegalStateException when the TLS implementation of the policy cannot be loaded. */
    ServerContexts(TlsPolicy policy) {
        this.policy = policy;
        policy.provider().load();
        requireSuites(policy);
        this.alerts = ClientAlerts.of(policy.provider());
    }

    /** @param verifier of client certificates; there where the policy verifies them */
    SslContext build(CheckedMaterial.Usable material, Optional<ClientVerifier> verifier) throws SSLException {
        SslContextBuilder builder = SslContextBuilder.forServer(
                        material.server().key(), material.server().chain())
                .sslProvider(sslProvider())
                // Netty passes the key in a store. PKCS#12, its default, hashes 10,000 rounds to write and to read it.
                .keyStoreType("JKS")
                .protocols(protocols())
                .ciphers(cipherSuites(), IdentityCipherSuiteFilter.INSTANCE)
                .applicationProtocolConfig(httpOnly())
                // No client may resume past a change of what is verified. Both implementations also forget with the
                // context;
                // the JDK has no switch, so one second is as good as it gets there.
                .sessionCacheSize(1)
                .sessionTimeout(1);
        if (policy.provider() == TlsProvider.BORINGSSL) {
            builder.option(OpenSslContextOption.CERTIFICATE_COMPRESSION_ALGORITHMS, UNCOMPRESSED);
        }
        switch (policy.clientAuth()) {
            case REQUIRE_AND_VERIFY ->
                builder.clientAuth(io.netty.handler.ssl.ClientAuth.REQUIRE).trustManager(verifying(material, verifier));
            case VERIFY_IF_GIVEN ->
                builder.clientAuth(io.netty.handler.ssl.ClientAuth.OPTIONAL)
                        .trustManager(verifying(material, verifier));
            case REQUIRE_ANY ->
                builder.clientAuth(io.netty.handler.ssl.ClientAuth.REQUIRE)
                        .trustManager(ClientTrustManager.acceptingAny());
            case NONE -> builder.clientAuth(io.netty.handler.ssl.ClientAuth.NONE);
        }
        SslContext context = builder.build();
        if (context instanceof ReferenceCountedOpenSslContext openSsl) {
            openSsl.sessionContext().setSessionCacheEnabled(false);
        }
        return context;
    }

    /**
     * TLS for one connection. No client may resume past a change of what is verified, so nobody resumes at all: BoringSSL gives out no
     * tickets, which Netty turns on. The JDK has no switch for that: there a session lives for a second, and like its ticket keys no
     * longer than the context that the next change replaces.
     */
    static SslHandler newHandler(SslContext context, ByteBufAllocator allocator, Executor tasks) {
        SslHandler handler = context.newHandler(allocator, tasks);
        if (handler.engine() instanceof ReferenceCountedOpenSslEngine openSsl) {
            SSL.setOptions(openSsl.sslPointer(), SSL.SSL_OP_NO_TICKET);
        }
        return handler;
    }

    private ClientTrustManager verifying(CheckedMaterial.Usable material, Optional<ClientVerifier> verifier) {
        return ClientTrustManager.verifying(material.clientCas(), verifier.orElseThrow(), alerts);
    }

    private SslProvider sslProvider() {
        return switch (policy.provider()) {
            case BORINGSSL -> SslProvider.OPENSSL;
            case JDK -> SslProvider.JDK;
        };
    }

    private List<String> protocols() {
        return switch (policy.minVersion()) {
            case TLS_1_2 -> List.of("TLSv1.3", "TLSv1.2");
            case TLS_1_3 -> List.of("TLSv1.3");
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
