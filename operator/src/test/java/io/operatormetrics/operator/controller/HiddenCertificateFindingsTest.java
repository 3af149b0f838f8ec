package io.operatormetrics.operator.controller;

import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.operator.status.Severity;
import org.junit.jupiter.api.Test;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class HiddenCertificateFindingsTest {

    @Test
    void areNoFindingWhereThereAreNone() {
        assertThat(HiddenCertificateFindings.finding(Set.of())).isEmpty();
    }

    @Test
    void areAWarningThatNamesTenNamespaces() {
        assertThat(HiddenCertificateFindings.finding(Set.of("b", "a")))
                .hasValue(new Finding(
                        Severity.WARNING,
                        "CertificatesHidden",
                        "more Secrets with certificates than CERTIFICATES_PER_NAMESPACE in namespace a, b: only those that expire first"
                                + " are monitored"));
        Set<String> many =
                IntStream.range(10, 22).mapToObj(number -> "n" + number).collect(Collectors.toSet());
        assertThat(HiddenCertificateFindings.finding(many).orElseThrow().message())
                .contains("namespace n10, n11, n12, n13, n14, n15, n16, n17, n18, n19 and 2 more: only");
    }
}
