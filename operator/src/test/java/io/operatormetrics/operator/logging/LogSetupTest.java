package io.operatormetrics.operator.logging;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.operatormetrics.operator.settings.LogSettings;
import io.operatormetrics.operator.settings.LogSettings.Format;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class LogSetupTest {

    private static final String TIMESTAMP = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";

    private final Logger log = LoggerFactory.getLogger("io.operatormetrics.test.Thing");
    private final ByteArrayOutputStream captured = new ByteArrayOutputStream();
    private PrintStream original;

    @BeforeEach
    void capture() {
        original = System.err;
        System.setErr(new PrintStream(captured, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void restore() {
        System.setErr(original);
        LogSetup.apply(new LogSettings(Level.INFO, Format.TEXT));
    }

    @Test
    void writesTextForPeople() {
        LogSetup.apply(new LogSettings(Level.INFO, Format.TEXT));
        log.info("listening on {}", "here");
        log.warn("slow");
        assertThat(written().lines())
                .satisfiesExactly(
                        line -> assertThat(line).matches(TIMESTAMP + " INFO  Thing - listening on here"),
                        line -> assertThat(line).matches(TIMESTAMP + " WARN  Thing - slow"));
    }

    @Test
    void writesAStackTraceBelowItsText() {
        LogSetup.apply(new LogSettings(Level.INFO, Format.TEXT));
        log.error("failed", new IllegalStateException("on purpose"));
        assertThat(written()).contains("Thing - failed\n\tjava.lang.IllegalStateException: on purpose\n\t\tat ");
    }

    @Test
    void lookLikeNoEventsOfTheirOwnInAnExceptionEither() {
        LogSetup.apply(new LogSettings(Level.INFO, Format.TEXT));
        log.info(
                "closing",
                new IllegalStateException(
                        "CN=a\r\n2026-01-01T00:00:00.000Z ERROR Thing - forged",
                        new IllegalStateException("CN=b\n2026-01-01T00:00:00.000Z ERROR Thing - forged too")));
        assertThat(written().lines().skip(1)).isNotEmpty().allMatch(line -> line.startsWith("\t"));
    }

    @Test
    void keepsAForgedMessageOnItsLine() {
        LogSetup.apply(new LogSettings(Level.INFO, Format.TEXT));
        log.info("path {}", "/\n2026-01-01T00:00:00.000Z ERROR Thing - forged\u001b[2J");
        assertThat(written().lines())
                .singleElement()
                .asString()
                .endsWith("path /\\n2026-01-01T00:00:00.000Z ERROR Thing - forged\\u001b[2J");
    }

    @Test
    void writesOneJsonObjectALine() throws Exception {
        LogSetup.apply(new LogSettings(Level.INFO, Format.JSON));
        log.atInfo()
                .addKeyValue("port", 9484)
                .addKeyValue("tls", true)
                .setCause(new IllegalStateException("on purpose"))
                .log("a \"quoted\"\nline \\ \u0001 ☃ \ud800");
        assertThat(written().lines()).hasSize(1);
        JsonNode event = new ObjectMapper().readTree(written());
        assertThat(event.get("timestamp").asText()).matches(TIMESTAMP);
        assertThat(event.get("level").asText()).isEqualTo("INFO");
        assertThat(event.get("logger").asText()).isEqualTo("io.operatormetrics.test.Thing");
        assertThat(event.get("message").asText()).isEqualTo("a \"quoted\"\nline \\ \u0001 ☃ \ud800");
        assertThat(event.get("port").isInt()).isTrue();
        assertThat(event.get("tls").booleanValue()).isTrue();
        assertThat(event.fieldNames())
                .toIterable()
                .containsExactlyInAnyOrder(
                        "timestamp", "level", "logger", "thread", "message", "port", "tls", "exception");
        assertThat(event.get("exception").asText()).startsWith("java.lang.IllegalStateException: on purpose\n\tat ");
    }

    @Test
    void leavesOutWhatIsBelowTheLevel() {
        LogSetup.apply(new LogSettings(Level.WARN, Format.TEXT));
        log.info("quiet");
        LogSetup.apply(new LogSettings(Level.DEBUG, Format.TEXT));
        log.debug("why");
        assertThat(written()).doesNotContain("quiet").contains("DEBUG Thing - why");
    }

    @ParameterizedTest(name = "LOG_LEVEL={0}")
    @EnumSource
    void neverLetsTheKubernetesClientPrintWhatItReceives(Level level) {
        LogSetup.apply(new LogSettings(level, Format.TEXT));
        Logger client = LoggerFactory.getLogger("io.fabric8.kubernetes.client.http.HttpLoggingInterceptor");
        assertThat(client.isInfoEnabled()).isFalse();
        assertThat(LoggerFactory.getLogger("jdk.httpclient.HttpClient").isDebugEnabled())
                .isFalse();
        assertThat(client.isErrorEnabled()).isTrue();
    }

    private String written() {
        return captured.toString(StandardCharsets.UTF_8);
    }
}
