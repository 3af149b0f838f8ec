package io.operatormetrics.operator.certificate;

import io.operatormetrics.operator.kube.SigningRequest;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What became of a CertificateSigningRequest. https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ */
sealed interface SigningAnswer {

    /** It waits for approval or for its certificate, or is not there yet. */
    record None() implements SigningAnswer {}

    /** It was denied, or signing failed: that is final. */
    record Refused(String message) implements SigningAnswer {}

    /**
     * It is there.
     *
     * @param chainPem leaf first
     */
    record Signed(String chainPem) implements SigningAnswer {}

    static SigningAnswer of(String name, List<SigningRequest> seen) {
        return seen.stream()
                .filter(request -> request.metadata().name().equals(name))
                .findFirst()
                .map(SigningAnswer::of)
                .orElseGet(None::new);
    }

    private static SigningAnswer of(SigningRequest request) {
        SigningRequest.Status status = request.status();
        if (status == null) {
            return new None();
        }
        Optional<SigningRequest.Condition> refusal = status.conditions() == null
                ? Optional.empty()
                : status.conditions().stream()
                        .filter(condition -> List.of("Denied", "Failed").contains(condition.type()))
                        .findFirst();
        if (refusal.isPresent()) {
            return new Refused("CertificateSigningRequest %s: %s%s%s"
                    .formatted(
                            request.metadata().name(),
                            refusal.get().type(),
                            after(", ", refusal.get().reason()),
                            after(": ", refusal.get().message())));
        }
        return status.certificate() == null || status.certificate().isEmpty()
                ? new None()
                : new Signed(new String(Base64.getDecoder().decode(status.certificate()), StandardCharsets.ISO_8859_1));
    }

    private static String after(String separator, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : separator + text;
    }
}
