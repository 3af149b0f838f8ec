package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.pki.CertificateAuthority;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Clock;
import java.util.Optional;

/** Makes each CA on a thread of its own, so that no reconcile, watch or scrape waits for it. Safe for use by several threads. */
public final class BackgroundCaGenerator implements CaGenerator {

    private static final Logger log = LoggerFactory.getLogger(BackgroundCaGenerator.class);

    private final Clock clock;
    private final Runnable onMade;
    private boolean making;
    private @Nullable CertificateAuthority made;

    /** @param onMade called on that thread when a CA is ready */
    public BackgroundCaGenerator(Clock clock, Runnable onMade) {
        this.clock = clock;
        this.onMade = onMade;
    }

    @Override
    public synchronized Optional<CertificateAuthority> make() {
        CertificateAuthority ready = made;
        made = null;
        if (ready == null && !making) {
            making = true;
            // A platform thread: a virtual one would keep a carrier from those that serve.
            Thread.ofPlatform().daemon().name("ca-key").start(this::compute);
        }
        return Optional.ofNullable(ready);
    }

    private void compute() {
        try {
            finish(CertificateAuthority.createRsa(CertificateNames.CA_COMMON_NAME, clock));
            onMade.run();
        } catch (RuntimeException | Error e) {
            log.error("cannot make a CA", e);
            finish(null);
        }
    }

    private synchronized void finish(@Nullable CertificateAuthority result) {
        made = result;
        making = false;
    }
}
