package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequest;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestBuilder;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestCondition;
import io.fabric8.kubernetes.api.model.certificates.v1.CertificateSigningRequestConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.TestPki;

import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Plays the person who approves CertificateSigningRequests of one signer, and that signer. No real one: kube-controller-manager signs for
 * Kubernetes's own signers alone, and that of an Installation is an organization's own.
 */
public final class CertificateSigner implements AutoCloseable {

    private static final CertificateSigningRequestCondition APPROVED = new CertificateSigningRequestConditionBuilder()
            .withType("Approved")
            .withStatus("True")
            .withReason("Tested")
            .withMessage("by a test")
            .build();

    private final KubernetesClient admin;
    private final String name;
    private final TestPki ca;
    private final Duration validity;
    private final List<CertificateSigningRequest> signed = new CopyOnWriteArrayList<>();
    private final Repetition signing;

    private CertificateSigner(KubeCluster cluster, String name, TestPki ca, Duration validity) {
        this.admin = cluster.admin();
        this.name = name;
        this.ca = ca;
        this.validity = validity;
        this.signing = Repetition.every(Duration.ofMillis(100), this::signAll);
    }

    /** Signs for so long whatever asks the signer of that name. */
    public static CertificateSigner start(KubeCluster cluster, String name, TestPki ca, Duration validity) {
        return new CertificateSigner(cluster, name, ca, validity);
    }

    /** The requests that were signed so far, as they were asked. */
    public List<CertificateSigningRequest> signed() {
        signing.check();
        return List.copyOf(signed);
    }

    private void signAll() {
        admin.certificates().v1().certificateSigningRequests().list().getItems().stream()
                .filter(request -> request.getSpec().getSignerName().equals(name))
                .filter(request ->
                        request.getStatus() == null || request.getStatus().getCertificate() == null)
                .forEach(this::sign);
    }

    private void sign(CertificateSigningRequest request) {
        String pem = new String(Base64.getDecoder().decode(request.getSpec().getRequest()), US_ASCII);
        String certificate = ca.sign(pem, validity);
        CertificateSigningRequest approved = admin.certificates()
                .v1()
                .certificateSigningRequests()
                .withName(request.getMetadata().getName())
                .approve(APPROVED);
        // Before anybody can see the certificate.
        signed.add(request);
        admin.resource(new CertificateSigningRequestBuilder(approved)
                        .editStatus()
                        .withCertificate(Base64.getEncoder().encodeToString(certificate.getBytes(US_ASCII)))
                        .endStatus()
                        .build())
                .updateStatus();
    }

    @Override
    public void close() {
        signing.close();
    }
}
