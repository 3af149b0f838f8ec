package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import io.operatormetrics.operator.collector.CertificateSeries.Certificate;
import org.jspecify.annotations.Nullable;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Which certificates of one namespace have series: all up to a limit; beyond it those that expire first, then by name, so that all replicas
 * have the same. Not thread-safe.
 */
final class CertificateQuota {

    private static final Comparator<Rank> ORDER =
            Comparator.comparingLong(Rank::expiry).thenComparing(Rank::name);

    private final String namespace;
    private final int limit;
    private final BiConsumer<NamespacedName, Certificate> show;
    private final Consumer<NamespacedName> hide;
    private final Map<String, Certificate> all = new HashMap<>();
    /** Null while nothing is hidden: an order costs as much memory as the certificates. */
    private @Nullable Ranking ranking;

    private record Rank(long expiry, String name) {}

    private static final class Ranking {
        final TreeSet<Rank> shown = new TreeSet<>(ORDER);
        final TreeSet<Rank> hidden = new TreeSet<>(ORDER);
    }

    /**
     * @param show called for a certificate that is to be shown from now on, or is another than before
     * @param hide called for one that is not to be shown any longer
     */
    CertificateQuota(
            String namespace, int limit, BiConsumer<NamespacedName, Certificate> show, Consumer<NamespacedName> hide) {
        this.namespace = namespace;
        this.limit = limit;
        this.show = show;
        this.hide = hide;
    }

    int hidden() {
        return ranking == null ? 0 : ranking.hidden.size();
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    void put(String name, Certificate certificate) {
        Certificate before = all.get(name);
        if (ranking == null && before == null && all.size() == limit) {
            ranking = rankingOfShown();
        }
        all.put(name, certificate);
        if (ranking == null) {
            show.accept(key(name), certificate);
            return;
        }
        boolean wasShown = before != null && ranking.shown.remove(new Rank(before.expiry(), name));
        if (before != null && !wasShown) {
            ranking.hidden.remove(new Rank(before.expiry(), name));
        }
        Rank rank = new Rank(certificate.expiry(), name);
        ranking.hidden.add(rank);
        settle(ranking);
        if (wasShown && ranking.hidden.contains(rank)) {
            hide.accept(key(name));
        }
    }

    void remove(String name) {
        Certificate before = all.remove(name);
        if (before == null) {
            return;
        }
        if (ranking == null) {
            hide.accept(key(name));
            return;
        }
        Rank rank = new Rank(before.expiry(), name);
        if (ranking.shown.remove(rank)) {
            hide.accept(key(name));
            settle(ranking);
        } else {
            ranking.hidden.remove(rank);
        }
        if (ranking.hidden.isEmpty()) {
            ranking = null;
        }
    }

    private Ranking rankingOfShown() {
        Ranking made = new Ranking();
        all.forEach((name, certificate) -> made.shown.add(new Rank(certificate.expiry(), name)));
        return made;
    }

    /** Fills up what is shown, and exchanges what is shown for what comes before it. */
    private void settle(Ranking ranks) {
        while (!ranks.hidden.isEmpty() && ranks.shown.size() < limit) {
            promote(ranks);
        }
        while (!ranks.hidden.isEmpty()
                && !ranks.shown.isEmpty()
                && ORDER.compare(ranks.hidden.first(), ranks.shown.last()) < 0) {
            Rank last = ranks.shown.removeLast();
            hide.accept(key(last.name()));
            promote(ranks);
            ranks.hidden.add(last);
        }
    }

    private void promote(Ranking ranks) {
        Rank first = ranks.hidden.removeFirst();
        ranks.shown.add(first);
        @Nullable Certificate certificate = all.get(first.name());
        if (certificate != null) {
            show.accept(key(first.name()), certificate);
        }
    }

    private NamespacedName key(String name) {
        return new NamespacedName(namespace, name);
    }
}
