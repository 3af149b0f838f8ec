package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.Secret;
import io.operatormetrics.kubernetes.client.NamespacedName;
import org.jspecify.annotations.Nullable;

import java.util.Optional;

/** The CA where there is none. What was made is offered again until a CA is there, so that asking often makes one CA and not many. */
final class CaBootstrap {

    private final NamespacedName where;
    private final CaGenerator maker;
    private @Nullable Secret made;

    CaBootstrap(NamespacedName where, CaGenerator maker) {
        this.where = where;
        this.maker = maker;
    }

    /** To be created by POST: the first one wins, and the others adopt its CA. Empty while the key is computed. */
    Optional<Secret> offer() {
        if (made == null) {
            made = maker.make()
                    .map(authority -> CertificateSecretRenderer.authority(where, authority))
                    .orElse(null);
        }
        return Optional.ofNullable(made);
    }

    /** There is a CA: nothing has to be kept. */
    void observed() {
        made = null;
    }
}
