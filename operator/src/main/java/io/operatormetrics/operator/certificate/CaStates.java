package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.operatormetrics.operator.certificate.CaState.Announced;
import io.operatormetrics.operator.certificate.CaState.Reissued;
import io.operatormetrics.operator.certificate.CaState.Settled;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.CaRecord.Phase;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.X509Exception;

import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** How the state of a change stands in its ConfigMap, {@link CaRecord}. */
final class CaStates {

    private CaStates() {}

    /** Empty when it is damaged: then it is written anew from what there is. */
    static Optional<CaState> read(CaRecord record) {
        CaRecord.Data data = record.data();
        if (data == null || data.present() == null) {
            return Optional.empty();
        }
        try {
            List<X509Certificate> present = parsed(data.present());
            Phase phase = Phase.of(data.phase()).orElse(null);
            if (phase == Phase.SETTLED) {
                return Optional.of(new Settled(present));
            }
            if (phase == null || data.former() == null || data.deadline() == null) {
                return Optional.empty();
            }
            List<X509Certificate> former = parsed(data.former());
            Instant until = Instant.parse(data.deadline());
            return Optional.of(
                    phase == Phase.ANNOUNCED
                            ? new Announced(present, former, until)
                            : new Reissued(present, former, until));
        } catch (X509Exception | DateTimeException damaged) {
            return Optional.empty();
        }
    }

    static ConfigMap render(EndpointIdentity identity, Ownership ownership, CaState state) {
        ConfigMapBuilder map = new ConfigMapBuilder()
                .withMetadata(ownership
                        .metadata(identity.operatorNamespace(), CaRecord.name(identity.serviceName()))
                        .build())
                .addToData(CaRecord.PRESENT, Certificates.encode(state.present()))
                .addToData(CaRecord.PHASE, phase(state).text());
        state.deadline()
                .ifPresent(deadline -> map.addToData(CaRecord.FORMER, Certificates.encode(state.former()))
                        .addToData(CaRecord.DEADLINE, deadline.toString()));
        return map.build();
    }

    private static Phase phase(CaState state) {
        return switch (state) {
            case Settled _ -> Phase.SETTLED;
            case Announced _ -> Phase.ANNOUNCED;
            case Reissued _ -> Phase.REISSUED;
        };
    }

    private static List<X509Certificate> parsed(String pem) throws X509Exception {
        return Certificates.parse("ConfigMap with the state of the CA", pem);
    }
}
