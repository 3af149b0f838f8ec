package io.operatormetrics.operator.certificate;

import io.operatormetrics.kubernetes.client.ApiException;
import io.operatormetrics.pki.StoredPair;

/** Where the CA's private key is read from, and only when something is to be issued: no watch brings it into the process. */
@FunctionalInterface
public interface CaKeySource {

    /**
     * Certificate and key as they are now, both from one reading of Secret {@code tigera-ca-private}.
     *
     * @throws ApiException when it cannot be read, or is gone
     */
    StoredPair read() throws ApiException;
}
