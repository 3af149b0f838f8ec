package io.operatormetrics.operator.render;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.operatormetrics.operator.state.CaBundle;
import io.operatormetrics.x509.Certificates;

import java.security.cert.X509Certificate;
import java.util.List;

/** What Prometheus trusts the endpoint by. It is encoded from certificates, so that nothing else can get into it. */
final class CaBundleRenderer {

    /** The key of the bundle in its ConfigMap. */
    static final String KEY = CaBundle.KEY;

    private CaBundleRenderer() {}

    static ConfigMap render(ResourceNames identity, ManagedMetadata managedMetadata, List<X509Certificate> trusted) {
        return new ConfigMapBuilder()
                .withMetadata(managedMetadata
                        .metadata(identity.prometheusNamespace(), identity.caBundle())
                        .build())
                .addToData(KEY, Certificates.encode(trusted.stream().distinct().toList()))
                .build();
    }
}
