package io.operatormetrics.operator.certificate;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.operatormetrics.kubernetes.client.Unstructured;
import io.operatormetrics.operator.certificate.CaRotation.Announced;
import io.operatormetrics.operator.certificate.CaRotation.Reissued;
import io.operatormetrics.operator.certificate.CaRotation.Settled;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaRotationSecret.Phase;
import io.operatormetrics.x509.Certificates;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** How the state of a change stands in its Secret, {@link CaRotationSecret}. */
final class CaRotationCodec {

    private static final Set<String> MEMBERS = Set.of(
            CaRotationSecret.CURRENT, CaRotationSecret.PREVIOUS, CaRotationSecret.PHASE, CaRotationSecret.DEADLINE);

    private CaRotationCodec() {}

    /** Empty when it is damaged: then it is written again from what there is. */
    static Optional<CaRotation> read(CaRotationSecret record) {
        return record.content().map(CaRotationCodec::state);
    }

    private static CaRotation state(CaRotationSecret.Content content) {
        return switch (content.phase()) {
            case SETTLED -> new Settled(content.current());
            case ANNOUNCED -> new Announced(content.current(), content.previous(), deadline(content));
            case REISSUED -> new Reissued(content.current(), content.previous(), deadline(content));
        };
    }

    private static Instant deadline(CaRotationSecret.Content content) {
        return Objects.requireNonNull(content.deadline(), "only a settled one has none");
    }

    /** Without the labels and annotations of Secrets with a key pair: no collector is to count it as a certificate. */
    static Secret render(ResourceNames identity, ManagedMetadata managedMetadata, CaRotation state) {
        SecretBuilder secret = new SecretBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.operatorNamespace(), CaRotationSecret.name(identity.serviceName()))
                        .build())
                .withType("Opaque")
                .addToData(CaRotationSecret.CURRENT, base64(Certificates.encode(state.current())))
                .addToData(CaRotationSecret.PHASE, base64(phase(state).text()))
                // Empty rather than absent: what somebody else added would stay beside an applied object that does not
                // name it.
                .addToData(
                        CaRotationSecret.PREVIOUS,
                        state.previous().isEmpty() ? "" : base64(Certificates.encode(state.previous())))
                .addToData(
                        CaRotationSecret.DEADLINE,
                        state.deadline()
                                .map(Instant::toString)
                                .map(CaRotationCodec::base64)
                                .orElse(""));
        return secret.build();
    }

    /** Whether the object holds nothing but what {@link #render} writes, damaged or not. */
    static boolean isRecord(Unstructured object) {
        JsonNode data = object.json().at("/data");
        return data.has(CaRotationSecret.PHASE)
                && MEMBERS.containsAll(data.properties().stream()
                        .map(member -> member.getKey())
                        .collect(Collectors.toSet()));
    }

    private static Phase phase(CaRotation state) {
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
