package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.pki.CertificateAuthority;
import org.jspecify.annotations.Nullable;

import java.time.Clock;
import java.time.Instant;

/** The CA where there is none. What was made is offered again for a while, so that asking often makes one CA and not many. */
final class NewAuthority {

    private record Made(Secret secret, Pause pause) {}

    private final ObjectKey where;
    private final Clock clock;
    private @Nullable Made made;

    NewAuthority(ObjectKey where, Clock clock) {
        this.where = where;
        this.clock = clock;
    }

    /** To be created by POST: whoever is faster wins, and his CA is adopted. */
    Secret offer(Instant now) {
        Made offered = made;
        if (offered == null || offered.pause().isOver(now)) {
            offered = new Made(PairRenderer.authority(where, CertificateAuthority.create(clock)), Pause.first(now));
            made = offered;
        }
        return offered.secret();
    }

    /** There is a CA: nothing has to be kept. */
    void seen() {
        made = null;
    }
}
