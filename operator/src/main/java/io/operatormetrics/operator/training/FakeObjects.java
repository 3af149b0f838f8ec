package io.operatormetrics.operator.training;

import java.util.List;
import java.util.stream.IntStream;

/** The objects of a small cluster, one of each kind that is watched, as JSON of as many members as matter. */
record FakeObjects(TrainingCertificates certificates) {

    /** One page of a list. */
    private static final int LABELLED_SECRETS = 500;

    private static final String COMPONENT = """
            {"metadata":{"name":"calico","resourceVersion":"1"},
             "status":{"conditions":[{"type":"Available","status":"True"},{"type":"Degraded","status":"False"}]}}
            """;

    private static final String LICENSE = """
            {"metadata":{"name":"default","resourceVersion":"1"},
             "status":{"expiry":"2030-01-02T15:04:05Z","gracePeriod":"90d","package":"Enterprise"}}
            """;

    /** What discovery says of a group and version. */
    String discovered(String path) {
        return switch (path) {
            case "/apis/operator.tigera.io/v1" ->
                "{\"resources\":[{\"name\":\"tigerastatuses\"},{\"name\":\"installations\"}]}";
            case "/apis/projectcalico.org/v3" -> "{\"resources\":[{\"name\":\"licensekeys\"}]}";
            default -> "{\"resources\":[]}";
        };
    }

    /** What a list holds. */
    List<String> listed(String path, String query) {
        return switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "tigerastatuses" -> List.of(COMPONENT);
            case "installations" -> List.of(COMPONENT.replace("calico", "default"));
            case "licensekeys" -> List.of(LICENSE);
            case "secrets" -> secrets(query);
            default -> List.of();
        };
    }

    private List<String> secrets(String query) {
        if (query.contains("labelSelector")) {
            return IntStream.range(0, LABELLED_SECRETS)
                    .mapToObj(FakeObjects::labelled)
                    .toList();
        }
        return query.contains("metadata.name=tigera-ca-private")
                ? List.of(pair("tigera-ca-private", certificates.authority().certificatePem(), ""))
                : List.of(pair(
                        "tigera-operator-tls",
                        certificates.pair().certificatePem(),
                        certificates.pair().keyPem()));
    }

    private static String labelled(int number) {
        return """
                {"metadata":{"name":"component-%d-tls","namespace":"tigera-operator","resourceVersion":"1",
                 "annotations":{"certificates.operator.tigera.io/issuer":"tigera-operator-signer",
                  "certificates.operator.tigera.io/expiry":"2030-01-02T15:04:05Z"}}}
                """.formatted(number);
    }

    private static String pair(String name, String certificate, String key) {
        return """
                {"metadata":{"name":"%s","namespace":"tigera-operator","resourceVersion":"1"},
                 "data":{"tls.crt":"%s","tls.key":"%s"}}
                """.formatted(name, FakeCluster.base64(certificate), FakeCluster.base64(key));
    }
}
