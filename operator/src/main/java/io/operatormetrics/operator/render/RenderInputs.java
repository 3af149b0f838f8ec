package io.operatormetrics.operator.render;

import io.operatormetrics.operator.settings.MonitoringSettings;
import io.operatormetrics.operator.settings.MonitoringSettings.DuplicateFamilies;
import org.jspecify.annotations.Nullable;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;

/**
 * All that the objects depend on.
 *
 * @param trusted the CAs that Prometheus trusts; empty while they are not known, and then there is no bundle
 * @param alertsElsewhere names of alerts that other PrometheusRules of the namespace define; ours leaves them out
 * @param duplicateFamilies whether Prometheus drops the families of {@link DroppedFamilies} when it scrapes us; undecided is not
 * @param upstreamPrometheusPolicy upstream's policy for Prometheus; null where there is none
 */
public record RenderInputs(
        ResourceNames identity,
        MonitoringSettings monitoring,
        ManagedMetadata managedMetadata,
        List<X509Certificate> trusted,
        Set<String> alertsElsewhere,
        DuplicateFamilies duplicateFamilies,
        @Nullable UpstreamPrometheusPolicy upstreamPrometheusPolicy) {

    public RenderInputs {
        trusted = List.copyOf(trusted);
        alertsElsewhere = Set.copyOf(alertsElsewhere);
    }

    /** What settings alone tell: nobody owns the objects, and nothing is known of the cluster. */
    public static RenderInputs ofSettings(
            ResourceNames identity, MonitoringSettings monitoring, List<X509Certificate> trusted) {
        return new RenderInputs(
                identity,
                monitoring,
                ManagedMetadata.of(identity),
                trusted,
                Set.of(),
                monitoring.duplicateFamilies(),
                null);
    }
}
