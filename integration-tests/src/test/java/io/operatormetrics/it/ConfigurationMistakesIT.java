package io.operatormetrics.it;

import io.operatormetrics.it.harness.ChildProcess;
import io.operatormetrics.it.harness.OperatorLauncher;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** What the program as packaged reports to a user whose environment is wrong. */
class ConfigurationProblemsIT {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    @Test
    void tenProblemsGiveTenLinesAndStatusTwo() {
        Map<String, String> problems = Map.of(
                "METRICS_ENABLED", "yes",
                "METRICS_SCHEME", "tls",
                "METRICS_PORT", "94x4",
                "METRICS_HOST", "999.0.0.1",
                "METRICS_CLIENT_AUTH", "RequestClientCert",
                "TLS_MIN_VERSION", "1.1",
                "METRICS_TLS_PROVIDER", "openssl",
                "METRICS_MAX_CONCURRENT_SCRAPES", "0",
                "MONITORING", "sometimes",
                "LOG_LEVEL", "loud");
        OperatorLauncher launcher = OperatorLauncher.bare();
        for (var problem : problems.entrySet()) {
            launcher = launcher.set(problem.getKey(), problem.getValue());
        }

        ChildProcess operator = launcher.launch("run");

        assertThat(operator.awaitExit(TIMEOUT)).isEqualTo(2);
        assertThat(operator.stdout()).isEmpty();
        assertThat(operator.stderr()).hasSize(10);
        problems.forEach((name, value) -> assertThat(operator.stderr())
                .as(name)
                .filteredOn(line -> line.matches(name + ": \"" + value + "\" \\(expected: .+\\)"))
                .hasSize(1));
    }

    @Test
    void aSuiteThatIsNotSecureIsRefused() {
        ChildProcess operator = OperatorLauncher.bare()
                .set("METRICS_ENABLED", "true")
                .set("METRICS_SCHEME", "https")
                .set("TLS_CIPHER_SUITES", "TLS_RSA_WITH_RC4_128_MD5")
                .launch("run");

        assertThat(operator.awaitExit(TIMEOUT)).isEqualTo(2);
        assertThat(operator.stderr())
                .singleElement()
                .asString()
                .startsWith("TLS_CIPHER_SUITES: \"TLS_RSA_WITH_RC4_128_MD5\" (expected: ");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        ChildProcess operator = OperatorLauncher.bare().launch("run", "--no-such-option");

        assertThat(operator.awaitExit(TIMEOUT)).isEqualTo(2);
        assertThat(operator.stderr()).anyMatch(line -> line.contains("--no-such-option"));
    }
}
