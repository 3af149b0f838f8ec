package io.operatormetrics.operator.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.operatormetrics.operator.certificate.CaState.Announced;
import io.operatormetrics.operator.certificate.CaState.Reissued;
import io.operatormetrics.operator.certificate.CaState.Settled;
import io.operatormetrics.operator.kube.ApiObject;
import io.operatormetrics.operator.kube.CaRecord;
import io.operatormetrics.operator.kube.CaRecord.Phase;
import io.operatormetrics.operator.render.EndpointIdentity;
import io.operatormetrics.operator.render.Ownership;
import io.operatormetrics.x509.Certificates;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the state of a change stands in its Secret, {@link CaRecord}. */
final class CaStates {

    private static final Set<String> MEMBERS =
            Set.of(CaRecord.CURRENT, CaRecord.PREVIOUS, CaRecord.PHASE, CaRecord.DEADLINE);

    private CaStates() {}

    /** Empty when it is damaged: then it is written anew from what there is. */
    static Optional<CaState> read(CaRecord record) {
        return record.content().map(CaStates::state);
    }

    private static CaState state(CaRecord.Content content) {
        return switch (content.phase()) {
            case SETTLED -> new Settled(content.current());
            case ANNOUNCED -> new Announced(content.current(), content.previous(), deadline(content));
            case REISSUED -> new Reissued(content.current(), content.previous(), deadline(content));
        };
    }

    private static Instant deadline(CaRecord.Content content) {
        return Objects.requireNonNull(content.deadline(), "only a settled one has none");
    }

    /** Without the labels and annotations of Secrets with a key pair: no collector is to count it as a certificate. */
    static Secret render(EndpointIdentity identity, Ownership ownership, CaState state) {
        SecretBuilder secret = new SecretBuilder()
                .withMetadata(ownership
                        .metadata(identity.operatorNamespace(), CaRecord.name(identity.serviceName()))
                        .build())
                .withType("Opaque")
                .addToData(CaRecord.CURRENT, base64(Certificates.encode(state.present())))
                .addToData(CaRecord.PHASE, base64(phase(state).text()))
                // Empty rather than absent: what somebody else added would stay beside an applied object that does not
                // name it.
                .addToData(
                        CaRecord.PREVIOUS, state.former().isEmpty() ? "" : base64(Certificates.encode(state.former())))
                .addToData(
                        CaRecord.DEADLINE,
                        state.deadline()
                                .map(Instant::toString)
                                .map(CaStates::base64)
                                .orElse(""));
        return secret.build();
    }

    /** Whether the object holds nothing but what {@link #render} writes, damaged or not. */
    static boolean isRecord(ApiObject object) {
        JsonNode data = object.json().at("/data");
        return data.has(CaRecord.PHASE)
                && MEMBERS.containsAll(data.properties().stream()
                        .map(member -> member.getKey())
                        .collect(Collectors.toSet()));
    }

    private static Phase phase(CaState state) {
        return switch (state) {
            case Settled _ -> Phase.SETTLED;
            case Announced _ -> Phase.ANNOUNCED;
            case Reissued _ -> Phase.REISSUED;
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
