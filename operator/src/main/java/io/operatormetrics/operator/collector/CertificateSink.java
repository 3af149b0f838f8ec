package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.collector.CertificateSeries.Certificate;
import io.operatormetrics.operator.collector.CertificateSeries.LabelledSecret;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Hands the series of Secrets to the exposition, but of one namespace no more than a limit, so that a tenant with very many takes no memory and
 * no time of scrapes from the others.
 */
final class CertificateSink implements ObjectSink<LabelledSecret> {

    private static final Logger log = LoggerFactory.getLogger(CertificateSink.class);

    private static final int SHARED = 100;

    private final ObjectSeries exposed;
    private final LabelValueLimiter texts;
    private final CertificateLimit limit;
    private final Map<String, String> issuers = new HashMap<>();
    private final Map<String, CertificateQuota> namespaces = new HashMap<>();
    /** Namespaces that are over the limit, which the log has named. */
    private final Set<String> over = new TreeSet<>();

    private final Consumer<Set<String>> onLimit;

    /** @param onLimit gets the namespaces that are over the limit whenever they change; must return at once */
    CertificateSink(
            ObjectSeries exposed, LabelValueLimiter texts, CertificateLimit limit, Consumer<Set<String>> onLimit) {
        this.onLimit = onLimit;
        this.exposed = exposed;
        this.texts = texts;
        this.limit = limit;
    }

    @Override
    public synchronized void put(LabelledSecret secret) {
        NamespacedName key = secret.key();
        exposed.readable(key);
        Optional<Certificate> certificate = CertificateSeries.certificate(secret, texts);
        if (certificate.isPresent()) {
            namespaces.computeIfAbsent(key.namespace(), this::quota).put(key.name(), shared(certificate.get()));
            noteLimit(key.namespace());
        } else {
            forget(key);
        }
    }

    @Override
    public synchronized void remove(NamespacedName key) {
        exposed.readable(key);
        forget(key);
    }

    @Override
    public synchronized void unreadable(NamespacedName key) {
        forget(key);
        exposed.unreadable(key);
    }

    /** Few CAs issue all certificates: their names are kept once. */
    private Certificate shared(Certificate certificate) {
        if (issuers.size() >= SHARED && !issuers.containsKey(certificate.issuer())) {
            return certificate;
        }
        return new Certificate(certificate.expiry(), issuers.computeIfAbsent(certificate.issuer(), issuer -> issuer));
    }

    private void forget(NamespacedName key) {
        CertificateQuota quota = namespaces.get(key.namespace());
        if (quota == null) {
            return;
        }
        quota.remove(key.name());
        if (quota.isEmpty()) {
            namespaces.remove(key.namespace());
        }
        noteLimit(key.namespace());
    }

    private CertificateQuota quota(String namespace) {
        return new CertificateQuota(
                namespace,
                limit.of(namespace),
                (key, certificate) -> exposed.put(key, List.of(CertificateSeries.series(key, certificate))),
                exposed::remove);
    }

    private void noteLimit(String namespace) {
        CertificateQuota quota = namespaces.get(namespace);
        boolean isOver = quota != null && quota.hidden() > 0;
        if (isOver && over.add(namespace)) {
            log.warn(
                    "namespace {} has more than {} Secrets with certificates: only those that expire first have series"
                            + " (CERTIFICATES_PER_NAMESPACE)",
                    namespace,
                    limit.perNamespace());
            onLimit.accept(Set.copyOf(over));
        } else if (!isOver && over.remove(namespace)) {
            log.info("namespace {}: all Secrets with certificates have series again", namespace);
            onLimit.accept(Set.copyOf(over));
        }
    }

    @Override
    public long cutTexts() {
        return texts.cut();
    }

    @Override
    public synchronized Map<HiddenSeries, Integer> hidden() {
        Map<HiddenSeries, Integer> counts = new TreeMap<>(exposed.hidden());
        counts.put(
                HiddenSeries.NAMESPACE_LIMIT,
                namespaces.values().stream().mapToInt(CertificateQuota::hidden).sum());
        return counts;
    }
}
