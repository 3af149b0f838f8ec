package io.operatormetrics.operator.collector;

import io.operatormetrics.operator.collector.CertificateSeries.Certificate;
import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;

class CertificateQuotaTest {

    private final Map<String, Certificate> shown = new TreeMap<>();
    private int calls;

    private final CertificateQuota quota = new CertificateQuota(
            "ns",
            3,
            (key, certificate) -> {
                calls++;
                shown.put(key.name(), certificate);
            },
            key -> {
                calls++;
                assertThat(shown.remove(key.name())).isNotNull();
            });

    private void put(String name, long expiry) {
        quota.put(name, new Certificate(expiry, "issuer"));
    }

    @Test
    void showsAllUpToTheLimit() {
        put("c", 9);
        put("b", 9);
        put("a", 9);
        assertThat(shown).containsOnlyKeys("a", "b", "c");
        assertThat(quota.hidden()).isZero();
    }

    @Test
    void showsThoseThatExpireFirstThenByName() {
        put("c", 9);
        put("b", 9);
        put("a", 9);
        put("z", 1);
        assertThat(shown).containsOnlyKeys("a", "b", "z");
        put("d", 9);
        assertThat(shown).containsOnlyKeys("a", "b", "z");
        assertThat(quota.hidden()).isEqualTo(2);
        quota.remove("a");
        assertThat(shown).containsOnlyKeys("b", "c", "z");
        quota.remove("d");
        assertThat(quota.hidden()).isZero();
    }

    @Test
    void exchangesOneThatIsRenewed() {
        put("a", 1);
        put("b", 2);
        put("c", 3);
        put("d", 4);
        put("a", 100);
        assertThat(shown).containsOnlyKeys("b", "c", "d");
        put("b", 3);
        assertThat(shown.get("b")).isEqualTo(new Certificate(3, "issuer"));
    }

    @Test
    void doesNothingForOneThatStaysHidden() {
        put("a", 1);
        put("b", 2);
        put("c", 3);
        put("d", 4);
        int before = calls;
        put("d", 5);
        quota.remove("d");
        quota.remove("unknown");
        assertThat(calls).isEqualTo(before);
    }

    /** Against the rule itself, sorted anew after each change. */
    @Test
    void isWhatTheRuleSaysAfterAnyChanges() {
        Random random = new Random(7);
        Map<String, Long> all = new HashMap<>();
        for (int i = 0; i < 5000; i++) {
            String name = "n" + random.nextInt(9);
            if (random.nextInt(3) == 0) {
                quota.remove(name);
                all.remove(name);
            } else {
                long expiry = random.nextInt(5);
                put(name, expiry);
                all.put(name, expiry);
            }
            assertThat(shown.keySet())
                    .containsExactlyInAnyOrderElementsOf(all.entrySet().stream()
                            .sorted(Map.Entry.<String, Long>comparingByValue()
                                    .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                            .limit(3)
                            .map(Map.Entry::getKey)
                            .toList());
            shown.forEach(
                    (shownName, certificate) -> assertThat(certificate.expiry()).isEqualTo(all.get(shownName)));
            assertThat(quota.hidden()).isEqualTo(Math.max(0, all.size() - 3));
            assertThat(quota.isEmpty()).isEqualTo(all.isEmpty());
        }
    }
}
