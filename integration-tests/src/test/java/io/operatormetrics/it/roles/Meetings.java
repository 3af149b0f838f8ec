package io.operatormetrics.it.roles;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.operatormetrics.it.harness.Kinds;
import io.operatormetrics.it.harness.KubeCluster;
import io.operatormetrics.it.harness.RecordingProxy.Request;
import io.operatormetrics.it.harness.TestPki;
import org.assertj.core.api.SoftAssertions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** Several meetings at once, each at a site of its own. What is the cluster's, the Monitor and the Go operator's TigeraStatus, they share. */
public final class Meetings {

    /** From when both are there. */
    private static final Duration TO_SETTLE = Duration.ofSeconds(10);

    private static final Duration WATCHED = Duration.ofSeconds(60);
    private static final long MOST = 3;

    private final List<Order> orders;
    private final KubeCluster cluster;
    private final TestPki pki = TestPki.create("tigera-operator-signer@1700000000");

    private Meetings(List<Order> orders, KubeCluster cluster) {
        this.orders = orders;
        this.cluster = cluster;
    }

    public static Meetings of(List<Order> orders, KubeCluster cluster) {
        return new Meetings(orders, cluster);
    }

    /**
     * Has all of them begin, and after ten seconds watches them for a minute: no object changes more than three times, and none that is the Go
     * operator's by our program.
     */
    public void allComeToRest() {
        cluster.objects().put(Kinds.monitor());
        List<Meeting> meetings = new ArrayList<>();
        try {
            orders.forEach(order -> meetings.add(Meeting.begin(order, cluster, pki)));
            pass(TO_SETTLE);
            Map<Order, Integer> writes = new HashMap<>();
            meetings.forEach(
                    meeting -> writes.put(meeting.order(), meeting.ourWrites().size()));
            pass(WATCHED);
            SoftAssertions softly = new SoftAssertions();
            meetings.forEach(meeting -> {
                softly.assertThat(meeting.events().counts(WATCHED))
                        .as("%s: changes of each object", meeting.order())
                        .allSatisfy((key, count) -> assertThat(count).as(key).isLessThanOrEqualTo(MOST));
                List<Request> since = meeting.ourWrites()
                        .subList(
                                writes.get(meeting.order()), meeting.ourWrites().size());
                softly.assertThat(since.stream().map(Request::path))
                        .as("%s: what we wrote", meeting.order())
                        .doesNotContainAnyElementsOf(theirs(meeting.site()));
                softly.assertThat(meeting.ours().log())
                        .as("%s: our log", meeting.order())
                        .noneMatch(line -> line.contains("ERROR"));
            });
            softly.assertAll();
        } finally {
            meetings.forEach(Meeting::close);
        }
    }

    private static void pass(Duration time) {
        await().pollDelay(time).atMost(time.plusSeconds(30)).until(() -> true);
    }

    /** The paths of what the Go operator controls. */
    private static List<String> theirs(Site site) {
        SortedMap<String, GenericKubernetesResource> theirs =
                new TreeMap<>(site.inventory().objects());
        theirs.values()
                .removeIf(object -> object.getMetadata().getOwnerReferences().stream()
                        .noneMatch(owner -> Boolean.TRUE.equals(owner.getController())));
        return theirs.values().stream().map(Meetings::path).toList();
    }

    private static String path(GenericKubernetesResource object) {
        String version = object.getApiVersion();
        String plural = object.getKind().equals("NetworkPolicy")
                ? "networkpolicies"
                : object.getKind().toLowerCase(Locale.ROOT) + "s";
        return "/%s/%s/namespaces/%s/%s/%s"
                .formatted(
                        version.contains("/") ? "apis" : "api",
                        version,
                        object.getMetadata().getNamespace(),
                        plural,
                        object.getMetadata().getName());
    }
}
