package io.operatormetrics.it;

import io.operatormetrics.it.harness.Sample;
import io.operatormetrics.it.harness.Scrape;

import java.util.List;
import java.util.Set;

/** The part of a scrape that tells of the cluster's objects, and not of our program. */
final class DomainSeries {

    private static final Set<String> FAMILIES = Set.of(
            "tigera_operator_component_status",
            "tigera_operator_installation_status",
            "tigera_operator_tls_certificate_expiry_timestamp_seconds",
            "tigera_operator_license_expiry_timestamp_seconds",
            "tigera_operator_license_valid");

    private DomainSeries() {}

    static List<Sample> of(Scrape scrape) {
        return scrape.matching(sample -> FAMILIES.contains(sample.name()));
    }
}
