package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.cache.Observed;
import io.operatormetrics.operator.render.ManagedMetadata;
import io.operatormetrics.operator.state.CaRotationSecret;
import io.operatormetrics.operator.state.CaSecret;
import io.operatormetrics.operator.state.Installation;
import io.operatormetrics.operator.state.TlsSecret;

import java.time.Instant;
import java.util.List;

/**
 * All that is seen of the cluster where certificates are concerned.
 *
 * @param managedMetadata of what is written
 * @param installationApi whether the API of Installations is served, and so the Go operator is to be expected
 * @param aloneFrom from when on it is certain that no Go operator is to be expected; {@link Instant#MAX} while one is
 * @param installation not found also where its API is not served
 * @param ca Secret {@code tigera-ca-private}, without its key
 * @param caKeySource the key of that Secret
 * @param record the Secret {@link CaRotationSecret}
 * @param server the endpoint's pair
 * @param client the pair that Prometheus presents, in the operator's namespace
 * @param clientCopy the same in Prometheus's namespace; not found where that is the operator's own
 * @param requests the CertificateSigningRequests that carry our label; empty where none can be ours
 */
public record CertificateInputs(
        ManagedMetadata managedMetadata,
        ApiAvailability installationApi,
        Instant aloneFrom,
        Observed<Installation> installation,
        Observed<CaSecret> ca,
        CaKeySource caKeySource,
        Observed<CaRotationSecret> record,
        Observed<TlsSecret> server,
        Observed<TlsSecret> client,
        Observed<TlsSecret> clientCopy,
        List<SigningRequest> requests) {

    public CertificateInputs {
        requests = List.copyOf(requests);
    }
}
