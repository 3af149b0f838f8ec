package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.operator.render.ResourceNames;
import io.operatormetrics.operator.settings.CertificateNames;
import io.operatormetrics.operator.settings.OperatorSettings;
import io.operatormetrics.operator.settings.RuntimeEnvironment;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.pki.CertificateAuthority;
import io.operatormetrics.server.settings.SettingsOutcome;
import io.operatormetrics.server.settings.SettingsReader;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans in tests, for the variables that a user would set, and carries the plans out. */
final class Planning {

    final HandClock clock = new HandClock();
    final ObservedCluster cluster = new ObservedCluster();
    private final OperatorSettings settings;
    boolean keyIsComputed = true;
    int casMade;

    /** Of the clock that nobody sets. */
    long nanoTime = 42;

    private CertificatePlanner certificatePlanner;

    private Planning(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of("METRICS_SCHEME", "https"));
        all.putAll(variables);
        settings = switch (SettingsReader.read(
                all, reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()))) {
            case SettingsOutcome.Valid<OperatorSettings> valid -> valid.settings();
            case SettingsOutcome.Invalid<OperatorSettings>(var problems) -> throw new AssertionError(problems);
        };
        certificatePlanner = started();
    }

    static Planning with(Map<String, String> variables) {
        return new Planning(variables);
    }

    static Planning withDefaults() {
        return new Planning(Map.of());
    }

    private CertificatePlanner started() {
        return new CertificatePlanner(
                ResourceNames.of(settings), settings.certificates(), clock, this::makeCa, () -> nanoTime);
    }

    /** Each is given once, as the program's own maker does. */
    private Optional<CertificateAuthority> makeCa() {
        if (!keyIsComputed) {
            return Optional.empty();
        }
        casMade++;
        return Optional.of(CertificateAuthority.create(CertificateNames.CA_COMMON_NAME, clock));
    }

    /** Forgets what only memory held. */
    void restart() {
        certificatePlanner = started();
    }

    CertificatePlan plan() {
        return certificatePlanner.plan(cluster.inputs());
    }

    CertificatePlan plan(CertificateInputs inputs) {
        return certificatePlanner.plan(inputs);
    }

    /** While another replica leads. */
    void follow() {
        certificatePlanner.follow(cluster.inputs());
    }

    ResourceNames identity() {
        return ResourceNames.of(settings);
    }

    CertificatePlan turnedOff() {
        return certificatePlanner.turnedOff(cluster.inputs());
    }

    CertificatePlan reconcile() {
        CertificatePlan plan = plan();
        cluster.carryOut(plan);
        return plan;
    }

    /** Until nothing is written any more. */
    CertificatePlan settle() {
        int before;
        CertificatePlan plan;
        int rounds = 0;
        do {
            before = cluster.allWrites();
            plan = reconcile();
            if (++rounds > 20) {
                throw new AssertionError("writes without end: " + cluster.writes);
            }
        } while (cluster.allWrites() > before);
        return plan;
    }

    static List<String> reasons(CertificatePlan plan) {
        return plan.findings().stream().map(Finding::reason).toList();
    }

    static String messages(CertificatePlan plan) {
        return String.join("\n", plan.findings().stream().map(Finding::message).toList());
    }
}
