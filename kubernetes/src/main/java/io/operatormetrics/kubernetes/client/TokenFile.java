package io.operatormetrics.kubernetes.client;

import io.fabric8.kubernetes.api.model.AuthInfo;
import io.fabric8.kubernetes.api.model.NamedAuthInfo;
import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.OAuthTokenProvider;
import io.fabric8.kubernetes.client.internal.KubeConfigUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The {@code tokenFile} of a kubeconfig's user, which fabric8 does not know. It is read again from time to time, as such tokens are renewed, and comes before
 * {@code token}; when it cannot be read, the token read last is used. Source: client-go, clientcmd/api/v1, AuthInfo.
 */
final class TokenFile implements OAuthTokenProvider {
    private static final Logger log = LoggerFactory.getLogger(TokenFile.class);
    private static final Duration AGE = Duration.ofSeconds(10);

    private final Path file;
    private final LongSupplier nanoTime;
    private @Nullable String token;
    private long readAt;

    TokenFile(Path file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
    }

    /** That of the current context's user; empty when it names none. */
    static Optional<TokenFile> of(Config config) {
        NamedContext context = config.getCurrentContext();
        File kubeconfig = config.getFileWithAuthInfo();
        if (context == null || kubeconfig == null) {
            return Optional.empty();
        }
        return KubeConfigUtils.parseConfig(kubeconfig).getUsers().stream()
                .filter(user -> user.getName().equals(context.getContext().getUser()))
                .map(NamedAuthInfo::getUser)
                .filter(user -> user != null && user.getTokenFile() != null)
                .map(AuthInfo::getTokenFile)
                .filter(named -> !named.isEmpty())
                .findFirst()
                .map(named ->
                        new TokenFile(kubeconfig.toPath().toAbsolutePath().resolveSibling(named), System::nanoTime));
    }

    @Override
    public synchronized @Nullable String getToken() {
        long now = nanoTime.getAsLong();
        if (token == null || now - readAt > AGE.toNanos()) {
            read();
            readAt = now;
        }
        return token;
    }

    private void read() {
        try {
            token = Files.readString(file).strip();
        } catch (IOException e) {
            log.warn("cannot read the token of the kubeconfig's tokenFile ({}); the last one is used", e.toString());
        }
    }
}
