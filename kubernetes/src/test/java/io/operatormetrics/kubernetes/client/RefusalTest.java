package io.operatormetrics.kubernetes.client;

import io.operatormetrics.kubernetes.client.ApiException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

class RefusalTest {

    /** As kube-apiserver 1.37 and policy engines write them. */
    @SuppressWarnings("unused")
    private static final List<Arguments> MESSAGES = List.of(
            Arguments.of(
                    403,
                    "services is forbidden: User \"system:serviceaccount:a:b\" cannot create resource \"services\" in API"
                            + " group \"\" in the namespace \"a\"",
                    Kind.FORBIDDEN),
            Arguments.of(
                    403,
                    "services \"x\" is forbidden: User \"us\" cannot patch resource \"services\" in API group \"\" in the"
                            + " namespace \"a\": RBAC: clusterrole.rbac.authorization.k8s.io \"c\" not found",
                    Kind.FORBIDDEN),
            Arguments.of(401, "Unauthorized", Kind.UNAUTHENTICATED),
            Arguments.of(403, "forbidden", Kind.FORBIDDEN),
            Arguments.of(
                    403,
                    "services \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
                    Kind.DENIED),
            Arguments.of(
                    422,
                    "services \"x\" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no",
                    Kind.DENIED),
            Arguments.of(
                    401,
                    "services \"x\" is forbidden: ValidatingAdmissionPolicy 'p' denied request: who are you",
                    Kind.DENIED),
            Arguments.of(
                    422,
                    "services \"x\" is forbidden: policy 'p' with binding 'b' denied request: no such field",
                    Kind.DENIED),
            Arguments.of(403, "admission webhook \"v.example\" denied the request: [labels] you must", Kind.DENIED),
            Arguments.of(400, "admission webhook \"v.example\" denied the request without explanation", Kind.DENIED),
            Arguments.of(403, "secrets \"x\" is forbidden: exceeded quota: q, requested: count/secrets=1", Kind.DENIED),
            Arguments.of(
                    403,
                    "roles.rbac.authorization.k8s.io \"x\" is forbidden: user \"us\" (groups=[\"all\"]) is attempting to"
                            + " grant RBAC permissions not currently held: {APIGroups:[\"\"]}",
                    Kind.DENIED),
            Arguments.of(
                    500,
                    "Internal error occurred: failed calling webhook \"v.example\": connection refused",
                    Kind.OTHER),
            Arguments.of(422, "Secret \"x\" is invalid: type: Invalid value: field is immutable", Kind.INVALID));

    @ParameterizedTest(name = "{0} {1}: {2}")
    @FieldSource("MESSAGES")
    void tellsPoliciesFromPermissions(int code, String message, Kind kind) {
        ApiException failure = Refusal.read(code, null, status(code, message, ""));
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.message()).startsWith(code + " " + message);
        assertThat(failure.message().contains("rejects the token")).isEqualTo(kind == Kind.UNAUTHENTICATED);
    }

    @Test
    void tellsANamespaceThatIsBeingDeleted() {
        String message = "services \"x\" is forbidden: unable to create new content in namespace a because it is being"
                + " terminated";
        assertThat(Refusal.read(403, null, status(403, message, "NamespaceTerminating"))
                        .kind())
                .isEqualTo(Kind.NAMESPACE_TERMINATING);
    }

    @Test
    void quotesInOneLineAndNotWithoutEnd() {
        String kyverno = "admission webhook \"validate.kyverno.svc-fail\" denied the request: \n\nresource"
                + " Service/a/x was blocked due to the following policies \n\nlabels:\n  check: 'no label'\n";
        assertThat(Refusal.read(400, null, status(400, kyverno, "")))
                .hasMessage("400 admission webhook \"validate.kyverno.svc-fail\" denied the request: resource"
                        + " Service/a/x was blocked due to the following policies labels: check: 'no label'");
        assertThat(Refusal.read(422, null, status(422, "no ".repeat(1000), "")).message())
                .hasSize("422 ".length() + 1000)
                .endsWith("…");
    }

    @Test
    void quotesNoData() {
        String key = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg";
        assertThat(Refusal.read(422, null, status(422, "data \"" + key + "\" of x", "")))
                .hasMessage("422 data \"…\" of x");
        assertThat(Refusal.read(422, null, status(422, "not -----BEGIN PRIVATE KEY-----\n" + key + "\nabc", "")))
                .hasMessage("422 not …");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "null", textBlock = """
            429 | 7     | Too many requests, please try again later. | 7  | 429 Too many requests, please try again later.
            429 | null  | {}                                         | 0  | 429 without a message
            503 | 86400 | <html>busy</html>                          | 60 | 503 without a message
            503 | Fri, 27 Nov 2026 00:00:00 GMT | ''               | 0  | 503 without a message
            """)
    void saysForHowLongTheServerIsToBeLeftAlone(
            int code, String retryAfter, String body, long seconds, String message) {
        ApiException failure = Refusal.read(code, retryAfter, body.getBytes(UTF_8));
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(failure).hasMessage(message);
    }

    private static byte[] status(int code, String message, String cause) {
        return Unstructured.of(Map.of(
                        "kind",
                        "Status",
                        "code",
                        code,
                        "message",
                        message,
                        "details",
                        cause.isEmpty() ? Map.of() : Map.of("causes", List.of(Map.of("reason", cause)))))
                .json()
                .toString()
                .getBytes(UTF_8);
    }
}
