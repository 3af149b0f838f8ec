package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.operator.kube.PairParts;
import io.operatormetrics.operator.selfcheck.CheckResult.Failed;
import io.operatormetrics.operator.selfcheck.CheckResult.NotChecked;
import io.operatormetrics.operator.selfcheck.CheckResult.Passed;
import io.operatormetrics.tls.ServedTls;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.tls.TlsMaterial.Present;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.CertifiedKey;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Both sides' material at one time. A change of it is what makes a new check necessary. */
record Situation(Optional<ServedTls> served, PairParts client) {

    /** Blocks until the endpoint was called by each name. */
    CheckResult check(CheckedEndpoint endpoint) {
        if (served.isEmpty()) {
            return new NotChecked("the endpoint has nothing to serve with yet");
        }
        List<X509Certificate> trusted = PrometheusTrust.of(served.get());
        return switch (client) {
            case PairParts(Missing missing, Part _) -> notChecked(missing);
            case PairParts(Part _, Missing missing) -> notChecked(missing);
            case PairParts(Present certificate, Present key) -> check(endpoint, certificate, key, trusted);
        };
    }

    private static CheckResult notChecked(Missing missing) {
        return new NotChecked(missing.origin() + ": " + missing.remedy());
    }

    private static CheckResult check(
            CheckedEndpoint endpoint, Present certificate, Present key, List<X509Certificate> trusted) {
        if (trusted.isEmpty()) {
            return new Failed(
                    "the server certificate comes without that of its CA, so nobody can be given a CA to trust");
        }
        try {
            CertifiedKey pair = CertifiedKey.prove(
                    certificate.origin() + " and " + key.origin(),
                    Certificates.parse(certificate.origin(), certificate.pem()),
                    PrivateKeys.parse(key.origin(), key.pem()));
            return call(endpoint, EndpointProbe.of(pair, trusted));
        } catch (X509Exception unusable) {
            return new Failed(String.valueOf(unusable.getMessage()));
        }
    }

    private static CheckResult call(CheckedEndpoint endpoint, EndpointProbe probe) {
        Map<String, List<String>> namesByProblem = new LinkedHashMap<>();
        for (String name : endpoint.names()) {
            probe.problem(endpoint.reachable(), name)
                    .ifPresent(problem -> namesByProblem
                            .computeIfAbsent(problem, _ -> new ArrayList<>())
                            .add(name));
        }
        return namesByProblem.isEmpty()
                ? new Passed()
                : new Failed(namesByProblem.entrySet().stream()
                        .map(entry -> "called " + String.join(", ", entry.getValue()) + ": " + entry.getKey())
                        .collect(Collectors.joining("; ")));
    }
}
