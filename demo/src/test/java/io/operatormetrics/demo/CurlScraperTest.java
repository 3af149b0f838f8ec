package io.operatormetrics.demo;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;

class CurlScraperTest {

    @Test
    void showsACommandThatCanBeTyped() {
        assertThat(new CurlScraper("/usr/bin/curl", Path.of("/tmp/demo"), 9484).command())
                .isEqualTo("curl --silent --show-error --fail --cacert /tmp/demo/ca.crt --cert /tmp/demo/client.crt"
                        + " --key /tmp/demo/client.key"
                        + " --resolve tigera-operator-metrics.tigera-operator.svc:9484:127.0.0.1"
                        + " https://tigera-operator-metrics.tigera-operator.svc:9484/metrics");
    }

    @Test
    void quotesPathsThatAShellWouldTakeApart() {
        assertThat(new CurlScraper("curl", Path.of("/tmp/it's a demo"), 9484).command())
                .contains(" --cacert '/tmp/it'\\''s a demo/ca.crt' ");
    }
}
