package io.operatormetrics.operator.certificate;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** What became of a CertificateSigningRequest. https://kubernetes.io/docs/reference/access-authn-authz/certificate-signing-requests/ */
sealed interface CsrStatus {

    /** Nobody has approved it, or it is not there yet. */
    record Unapproved() implements CsrStatus {}

    /** The signer is to sign it. */
    record Unsigned() implements CsrStatus {}

    /** It was denied, or signing failed: that is final. */
    record Refused(String message) implements CsrStatus {}

    /**
     * It is there.
     *
     * @param chainPem leaf first
     */
    record Signed(String chainPem) implements CsrStatus {}

    static CsrStatus of(String name, List<SigningRequest> seen) {
        return seen.stream()
                .filter(request -> request.metadata().name().equals(name))
                .findFirst()
                .map(CsrStatus::of)
                .orElseGet(Unapproved::new);
    }

    private static CsrStatus of(SigningRequest request) {
        SigningRequest.Status status = request.status();
        if (status == null) {
            return new Unapproved();
        }
        List<SigningRequest.Condition> conditions = status.conditions() == null ? List.of() : status.conditions();
        Optional<SigningRequest.Condition> refusal = conditions.stream()
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
        if (status.certificate() != null && !status.certificate().isEmpty()) {
            return new Signed(
                    new String(Base64.getDecoder().decode(status.certificate()), StandardCharsets.ISO_8859_1));
        }
        return conditions.stream().anyMatch(condition -> condition.type().equals("Approved"))
                ? new Unsigned()
                : new Unapproved();
    }

    private static String after(String separator, @Nullable String text) {
        return text == null || text.isEmpty() ? "" : separator + text;
    }
}
