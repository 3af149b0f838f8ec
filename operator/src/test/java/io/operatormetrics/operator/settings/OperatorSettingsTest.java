package io.operatormetrics.operator.settings;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class OperatorSettingsTest {

    private static final Reading<OperatorSettings> SETTINGS =
            new Reading<>(reader -> OperatorSettings.read(reader, new RuntimeEnvironment.OutOfCluster()));

    @Test
    void defaults() {
        OperatorSettings settings = SETTINGS.valid(Map.of());
        assertThat(settings.tlsSource()).isEqualTo(TlsSource.SECRET);
        assertThat(settings.servesTls()).isFalse();
        assertThat(SETTINGS.warnings(Map.of())).isEmpty();
    }

    @ParameterizedTest(name = "{0} means files")
    @ValueSource(strings = {"METRICS_TLS_CERT_FILE", "METRICS_TLS_KEY_FILE", "METRICS_TLS_CA_FILE"})
    void takesMaterialFromFilesWhenOneIsNamed(String name) {
        assertThat(SETTINGS.valid(Map.of(name, "/tls/x")).tlsSource()).isEqualTo(TlsSource.FILE);
    }

    @Test
    void everyKey() {
        assertThat(SETTINGS.valid(Map.of("METRICS_TLS_SOURCE", "File")).tlsSource())
                .isEqualTo(TlsSource.FILE);
        assertThat(SETTINGS.valid(Map.of("METRICS_ENABLED", "true", "METRICS_SCHEME", "https"))
                        .servesTls())
                .isTrue();
    }

    @Test
    void eachInvalidValue() {
        assertThat(SETTINGS.problems(Map.of("METRICS_TLS_SOURCE", "vault")))
                .containsExactly("METRICS_TLS_SOURCE: \"vault\" (expected: secret or file)");
    }

    @Test
    void warnsOfFilesThatAreNotRead() {
        Map<String, String> variables = Map.of("METRICS_TLS_SOURCE", "secret", "METRICS_TLS_CA_FILE", "/ca.crt");
        assertThat(SETTINGS.valid(variables).tlsSource()).isEqualTo(TlsSource.SECRET);
        assertThat(SETTINGS.warnings(variables)).singleElement().asString().startsWith("METRICS_TLS_SOURCE is secret");
    }

    @Test
    void recognizesAPodByTheFolderOfItsServiceAccount(@TempDir Path parent) throws IOException {
        Path folder = parent.resolve("serviceaccount");
        assertThat(RuntimeEnvironment.detect(folder)).isEqualTo(new RuntimeEnvironment.OutOfCluster());
        Files.createDirectory(folder);
        assertThat(RuntimeEnvironment.detect(folder)).isEqualTo(new RuntimeEnvironment.InCluster(null));
        Files.writeString(folder.resolve("namespace"), "tigera-operator\n");
        assertThat(RuntimeEnvironment.detect(folder)).isEqualTo(new RuntimeEnvironment.InCluster("tigera-operator"));
    }
}
