package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.ObjectKey;
import io.operatormetrics.operator.kube.PemSecret;
import io.operatormetrics.operator.kube.Sight;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.status.Finding;

import java.util.Optional;

/**
 * Plans the client pair where Prometheus can read it. It is the one key that leaves the operator's namespace.
 *
 * @param where nothing is copied when that is where the pair is
 */
record ClientCopy(WantedPair client, ObjectKey where, PairPlanner planner) {

    static ClientCopy of(EndpointIdentity identity, PairPlanner planner) {
        return new ClientCopy(
                WantedPair.client(identity),
                new ObjectKey(identity.prometheusNamespace(), identity.clientSecret()),
                planner);
    }

    /**
     * Whether what Prometheus presents is what it should be, as far as that is ours to say. While a change of the CA waits for Prometheus, a copy that holds
     * it is not written: one that cannot be changed would be deleted and made anew, and Prometheus be without.
     */
    boolean plan(Optional<PairInUse> pair, Sight<PemSecret> sight) {
        if (where.equals(client.secret())) {
            return true;
        }
        Optional<Finding> problem =
                NotSeen.of("ClientCertificateCopy", "Secret " + where, sight, NotSeen.secretRule(where));
        if (problem.isPresent()) {
            planner.draft().tell(problem.get());
            return false;
        }
        if (sight instanceof Sight.Found<PemSecret>(PemSecret secret)) {
            HeldPair held = HeldPair.of(secret);
            if (held.owner() != PairOwner.OURS) {
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

    private static boolean isHeld(HeldPair held, PairInUse wanted) {
        return held.stored().certificatePem().equals(wanted.stored().certificatePem())
                && held.stored().keyPem().equals(wanted.stored().keyPem());
    }

    private void write(PairInUse pair) {
        planner.draft()
                .apply(
                        pair.owner() == PairOwner.OURS
                                ? PairRenderer.issued(where, planner.ownership(), pair.stored(), pair.leaf())
                                : PairRenderer.copied(where, planner.ownership(), pair.stored(), pair.leaf()));
    }
}
