package io.operatormetrics.operator.selfcheck;

import io.operatormetrics.operator.endpoint.PairParts;
import io.operatormetrics.operator.endpoint.ScrapeCredentials;
import io.operatormetrics.operator.selfcheck.CheckResult.Failed;
import io.operatormetrics.operator.selfcheck.CheckResult.NotChecked;
import io.operatormetrics.operator.selfcheck.CheckResult.Passed;
import io.operatormetrics.tls.ServedTls;
import io.operatormetrics.tls.TlsMaterial.Loaded;
import io.operatormetrics.tls.TlsMaterial.Missing;
import io.operatormetrics.tls.TlsMaterial.Part;
import io.operatormetrics.x509.CertificateKeyPair;
import io.operatormetrics.x509.Certificates;
import io.operatormetrics.x509.KeyKind;
import io.operatormetrics.x509.PrivateKeys;
import io.operatormetrics.x509.X509Exception;

import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Both sides' material at one time. A change of it is what makes a new check necessary.
 *
 * @param own the client pair in the operator's namespace
 * @param prometheus what stands in Prometheus's namespace; empty where nobody keeps anything there
 */
record ProbeInputs(Optional<ServedTls> served, PairParts own, Optional<ScrapeCredentials> prometheus) {

    /** Blocks until the endpoint was called by each name. */
    CheckResult check(CheckedEndpoint endpoint) {
        if (served.isEmpty()) {
            return new NotChecked("the endpoint has nothing to serve with yet");
        }
        List<X509Certificate> meant = PrometheusTrust.of(served.get());
        if (prometheus.isEmpty()) {
            return check(endpoint, own, meant);
        }
        return switch (prometheus.get()) {
            case ScrapeCredentials(PairParts _, Missing missing) -> notChecked(missing);
            case ScrapeCredentials(PairParts pair, Loaded bundle) -> check(endpoint, pair, bundle, meant);
        };
    }

    private CheckResult check(CheckedEndpoint endpoint, PairParts pair, Loaded bundle, List<X509Certificate> meant) {
        List<X509Certificate> trusted = List.of();
        CheckResult result;
        try {
            trusted = Certificates.parse(bundle.origin(), bundle.pem());
            result = check(endpoint, pair, trusted);
        } catch (X509Exception unusable) {
            result = new Failed(String.valueOf(unusable.getMessage()));
        }
        // Only to say why: with what differs a scrape may go well all the same, and then it is not this check's
        // concern.
        if (!(result instanceof Failed(String problem))) {
            return result;
        }
        List<X509Certificate> missing = new ArrayList<>(meant);
        missing.removeAll(trusted);
        return new Failed(Stream.concat(
                        Stream.of(problem),
                        Stream.of(differentBundle(bundle, missing), differentPair(pair))
                                .flatMap(Optional::stream))
                .collect(Collectors.joining("; ")));
    }

    private static Optional<String> differentBundle(Loaded bundle, List<X509Certificate> missing) {
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("%s: not as it should be: %s is missing"
                        .formatted(
                                bundle.origin(),
                                missing.getFirst().getSubjectX500Principal().getName()));
    }

    private Optional<String> differentPair(PairParts pair) {
        return pair instanceof PairParts(Loaded certificate, Loaded key)
                        && own instanceof PairParts(Loaded ownCertificate, Loaded ownKey)
                        && !(isSame(certificate, ownCertificate) && isSame(key, ownKey))
                ? Optional.of("%s: not as it should be: it differs from %s"
                        .formatted(certificate.origin(), ownCertificate.origin()))
                : Optional.empty();
    }

    private static boolean isSame(Loaded one, Loaded other) {
        return one.pem().strip().equals(other.pem().strip());
    }

    private static CheckResult check(CheckedEndpoint endpoint, PairParts pair, List<X509Certificate> trusted) {
        return switch (pair) {
            case PairParts(Missing missing, Part _) -> notChecked(missing);
            case PairParts(Part _, Missing missing) -> notChecked(missing);
            case PairParts(Loaded certificate, Loaded key) -> check(endpoint, certificate, key, trusted);
        };
    }

    private static CheckResult notChecked(Missing missing) {
        return new NotChecked(missing.origin() + ": " + missing.remedy());
    }

    private static CheckResult check(
            CheckedEndpoint endpoint, Loaded certificate, Loaded key, List<X509Certificate> trusted) {
        if (trusted.isEmpty()) {
            return new Failed(
                    "the server certificate comes without that of its CA, so nobody can be given a CA to trust");
        }
        try {
            CertificateKeyPair pair = CertificateKeyPair.prove(
                    certificate.origin() + " and " + key.origin(),
                    Certificates.parse(certificate.origin(), certificate.pem()),
                    PrivateKeys.parse(key.origin(), key.pem()));
            CheckResult result = call(endpoint, EndpointProbe.of(pair, trusted));
            return result instanceof Failed(String problem) ? new Failed(problem + aboutTheKey(pair)) : result;
        } catch (X509Exception unusable) {
            return new Failed(String.valueOf(unusable.getMessage()));
        }
    }

    /** BoringSSL does not ask for certificates of such keys, so the client sends none and nothing else says why. */
    private static String aboutTheKey(CertificateKeyPair pair) {
        KeyKind kind = KeyKind.of(pair.key());
        boolean common = switch (kind) {
            case KeyKind.Rsa rsa -> true;
            case KeyKind.Ec(String curve) -> !curve.equals("P-521");
            case KeyKind.Other other -> false;
        };
        return common
                ? ""
                : "; the key of the client is %s, and the boringssl provider accepts RSA, EC P-256 and EC P-384 alone"
                        .formatted(kind);
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
