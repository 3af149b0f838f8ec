package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.state.TlsSecret;
import io.operatormetrics.operator.status.Finding;

import java.util.Optional;

/**
 * Plans the client pair where Prometheus can read it. It is the one key that leaves the operator's namespace.
 *
 * @param where nothing is copied when that is where the pair is
 */
record ClientCopyPlanner(CertificateSpec client, NamespacedName where, KeyPairPlanner planner) {

    static ClientCopyPlanner of(ResourceNames identity, KeyPairPlanner planner) {
        return new ClientCopyPlanner(
                CertificateSpec.client(identity),
                new NamespacedName(identity.prometheusNamespace(), identity.clientSecret()),
                planner);
    }

    /**
     * Whether what Prometheus presents is what it should be, as far as that is ours to say. While a change of the CA waits for Prometheus, a copy that holds
     * it is not written: one that cannot be changed would be deleted and made anew, and Prometheus be without.
     */
    boolean plan(Optional<ActiveCertificate> pair, Observed<TlsSecret> observed) {
        if (where.equals(client.secret())) {
            return true;
        }
        Optional<Finding> problem = MissingInputFindings.of(
                "ClientCertificateCopy", "Secret " + where, observed, MissingInputFindings.secretRule(where));
        if (problem.isPresent()) {
            planner.draft().report(problem.get());
            return false;
        }
        if (observed instanceof Observed.Present<TlsSecret>(TlsSecret secret)) {
            StoredCertificate held = StoredCertificate.of(secret);
            if (held.owner() != CertificateOwner.OURS) {
                planner.checked(client.at(where), held);
                return true;
            }
            boolean inPlace = pair.filter(wanted -> isHeld(held, wanted)).isPresent();
            if (!(inPlace && planner.state().waits(planner.now()))) {
                pair.ifPresent(this::write);
            }
            return pair.isPresent()
                    && !held.chain().isEmpty()
                    && held.chain().getFirst().equals(pair.get().leaf());
        }
        pair.ifPresent(this::write);
        return true;
    }

    private static boolean isHeld(StoredCertificate held, ActiveCertificate wanted) {
        return held.stored().certificatePem().equals(wanted.stored().certificatePem())
                && held.stored().keyPem().equals(wanted.stored().keyPem());
    }

    private void write(ActiveCertificate pair) {
        planner.draft()
                .apply(
                        pair.owner() == CertificateOwner.OURS
                                ? CertificateSecretRenderer.issued(
                                        where, planner.managedMetadata(), pair.stored(), pair.leaf())
                                : CertificateSecretRenderer.copied(
                                        where, planner.managedMetadata(), pair.stored(), pair.leaf()));
    }
}
