package io.operatormetrics.kubernetes.cache;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability;
import io.operatormetrics.kubernetes.client.FakeApiServer;
import io.operatormetrics.kubernetes.client.FakeResource;
import io.operatormetrics.kubernetes.client.KubernetesClients;
import io.operatormetrics.kubernetes.client.SampleResources;
import io.operatormetrics.kubernetes.loop.Loops;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import static io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability.ABSENT;
import static io.operatormetrics.kubernetes.cache.ApiDiscovery.ApiAvailability.SERVED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class ApiDiscoveryTest {
    private static final String GROUP = "/apis/projectcalico.org/v3";
    private static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String SERVICES = "/apis/apiregistration.k8s.io/v1/apiservices";
    private static final String DEFINITION = "{\"metadata\":{\"name\":\"licensekeys.projectcalico.org\"}}";

    private static final String SERVICE = "{\"metadata\":{\"name\":\"v3.projectcalico.org\"}}";

    private final FakeApiServer server = new FakeApiServer();
    private final FakeResource definitions = server.resource(DEFINITIONS);
    private final FakeResource services = server.resource(SERVICES);
    private final KubernetesClient client =
            KubernetesClients.create(server.config(), new PrometheusRegistry(), "operator");
    private final HandClock clock = new HandClock();
    private final ApiDiscovery presence =
            new ApiDiscovery(client, clock, new Loops(new PrometheusRegistry(), "operator"));
    private final List<ApiAvailability> reported = new CopyOnWriteArrayList<>();

    private void start() {
        presence.follow(SampleResources.LICENSE_KEYS, reported::add);
        presence.start();
    }

    /** With an API that is served; returns when that was reported and events are received. */
    private void startServed() {
        server.discover(GROUP, "licensekeys");
        start();
        await().until(() -> !reported.isEmpty() && definitions.isWatched() && services.isWatched());
    }

    @AfterEach
    void close() {
        presence.close();
        server.close();
        client.close();
    }

    @Test
    void saysWhatDiscoverySays() {
        server.discover(GROUP, "licensekeys", "licensekeys/status");
        start();
        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED));
    }

    @Test
    void takesAGroupThatNobodyKnowsForAbsent() {
        start();
        await().untilAsserted(() -> assertThat(reported).containsExactly(ABSENT));
    }

    @Test
    void reportsAKindThatIsMissingFromItsGroupAsAbsent() {
        server.discover(GROUP, "networkpolicies");
        start();
        await().untilAsserted(() -> assertThat(reported).containsExactly(ABSENT));
    }

    @Test
    void saysThatAnApiIsThereInOtherVersionsOnly() {
        server.discoverVersions("/apis/projectcalico.org", "v2", "v3", "v4");
        server.discover("/apis/projectcalico.org/v2", "networkpolicies");
        server.discover("/apis/projectcalico.org/v4", "licensekeys");
        start();
        await().until(() -> presence.isOtherVersionServed(SampleResources.LICENSE_KEYS));
        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED));

        await().until(() -> definitions.isWatched());
        server.discover(GROUP, "licensekeys");
        definitions.event("MODIFIED", DEFINITION);
        await().until(() -> !presence.isOtherVersionServed(SampleResources.LICENSE_KEYS));
        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void keepsAnApiThatIsNoLongerServedInOurVersion() {
        startServed();
        server.discoverVersions("/apis/projectcalico.org", "v4");
        server.discover("/apis/projectcalico.org/v4", "licensekeys");
        server.forget(GROUP);
        definitions.event("MODIFIED", DEFINITION);
        await().until(() -> presence.isOtherVersionServed(SampleResources.LICENSE_KEYS));
        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void asksAgainAfterAnEventBecauseDiscoveryLagsBehind() {
        start();
        await().until(() -> !reported.isEmpty() && definitions.isWatched());
        definitions.event("ADDED", DEFINITION);
        int asked = server.asked(GROUP).size();
        await().until(() -> server.asked(GROUP).size() > asked);
        server.discover(GROUP, "licensekeys");
        await().untilAsserted(() -> assertThat(reported).containsExactly(ABSENT, SERVED));
    }

    @Test
    void tellsEachFollowerOnceHoweverLateItComes() {
        server.discover(GROUP, "licensekeys");
        start();
        await().until(() -> !reported.isEmpty());
        List<ApiAvailability> late = new CopyOnWriteArrayList<>();
        presence.follow(SampleResources.LICENSE_KEYS, late::add);
        await().untilAsserted(() -> assertThat(late).containsExactly(SERVED));
        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void takesABusyServerForNoAnswerAndLeavesItAlone() {
        server.resource(GROUP).overloaded(2);
        start();
        await().until(() -> !server.asked(GROUP).isEmpty() && definitions.isWatched());
        Instant refused = Clock.systemUTC().instant();
        // A hint does not change that.
        definitions.event("ADDED", DEFINITION);
        await().during(Duration.ofSeconds(1)).until(() -> server.asked(GROUP).size() == 1);
        assertThat(presence.answered(SampleResources.LICENSE_KEYS)).isFalse();
        assertThat(reported).isEmpty();
        server.remove(GROUP);
        server.discover(GROUP, "licensekeys");
        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED));
        assertThat(Duration.between(refused, Clock.systemUTC().instant())).isGreaterThan(Duration.ofMillis(1500));
    }

    @Test
    void keepsWhatItKnewWhileAnAggregatedApiServerIsDown() {
        startServed();
        server.refuse(GROUP, 503);
        awaitThatItWasAskedAgain();
        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void believesAServerThatHasJustStartedOnlyAfterAWhile() {
        definitions.objects(DEFINITION);
        startServed();

        server.forget(GROUP);
        awaitThatItWasAskedAgain();
        assertThat(reported).containsExactly(SERVED);

        clock.turn(Duration.ofSeconds(29));
        awaitThatItWasAskedAgain();
        assertThat(reported).containsExactly(SERVED);

        clock.turn(Duration.ofSeconds(1));
        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED, ABSENT));
    }

    @Test
    void doubtsAnewEachTime() {
        startServed();
        server.forget(GROUP);
        awaitThatItWasAskedAgain();
        server.discover(GROUP, "licensekeys");
        awaitThatItWasAskedAgain();

        clock.turn(Duration.ofSeconds(60));
        server.forget(GROUP);
        awaitThatItWasAskedAgain();

        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void believesAtOnceWhenTheDefinitionIsSeenToGo() {
        definitions.objects(DEFINITION);
        startServed();

        server.forget(GROUP);
        definitions.event("DELETED", DEFINITION);

        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED, ABSENT));
    }

    @Test
    void doubtsWhileTheDefinitionOfAnApiServiceThatGoesIsThere() {
        definitions.objects(DEFINITION);
        services.objects(SERVICE);
        startServed();

        server.forget(GROUP);
        services.event("DELETED", SERVICE);
        awaitThatItWasAskedAgain();

        assertThat(reported).containsExactly(SERVED);
    }

    @Test
    void believesAtOnceWhenTheApiServiceOfAnAggregatedApiIsSeenToGo() {
        services.objects(SERVICE);
        startServed();

        server.forget(GROUP);
        services.event("DELETED", SERVICE);

        await().untilAsserted(() -> assertThat(reported).containsExactly(SERVED, ABSENT));
    }

    /** And that the result was reported: one question begins after the other has been dealt with. */
    private void awaitThatItWasAskedAgain() {
        int asked = server.asked(GROUP).size();
        await().pollInterval(Duration.ofMillis(20)).until(() -> {
            presence.ask();
            return server.asked(GROUP).size() > asked + 2;
        });
    }

    @Test
    void hasAnAnswerOfTheServerEvenIfThatIsARefusal() {
        server.refuse(GROUP, 403);
        assertThat(presence.answered(SampleResources.LICENSE_KEYS)).isFalse();
        start();
        await().until(() -> presence.answered(SampleResources.LICENSE_KEYS));
        assertThat(reported).isEmpty();
    }

    @Test
    void watchesMetadataOnly() {
        start();
        await().until(() -> definitions.isWatched() && services.isWatched());
        assertThat(List.of(server.asked(DEFINITIONS), server.asked(SERVICES)))
                .allSatisfy(requests -> assertThat(requests)
                        .allSatisfy(request -> assertThat(request.accept()).contains(";as=PartialObjectMetadata")));
    }
}
