package io.operatormetrics.operator.scrape;

import io.operatormetrics.kubernetes.HandClock;
import io.operatormetrics.operator.scrape.ScrapeState.Awaiting;
import io.operatormetrics.operator.scrape.ScrapeState.NotScraped;
import io.operatormetrics.operator.scrape.ScrapeState.Scraped;
import io.operatormetrics.tls.HandshakeFailure;
import io.operatormetrics.tls.ReloadOutcome;
import io.operatormetrics.tls.ServedTls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

class ScrapeWatchTest {

    private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);
    private static final SocketAddress PROMETHEUS = new InetSocketAddress("10.1.0.7", 40000);
    private static final SocketAddress SECOND = new InetSocketAddress("10.1.0.8", 40000);

    private final HandClock clock = new HandClock(Instant.parse("2026-11-26T16:00:00Z"));
    private final AtomicInteger news = new AtomicInteger();
    private long nanos = Long.MAX_VALUE - 1_000_000_000; // it may overflow, as System.nanoTime() may
    private final ScrapeWatch watch = watch(Duration.ofSeconds(5));

    private ScrapeWatch watch(Duration interval) {
        ScrapeWatch made = new ScrapeWatch(interval, () -> nanos, clock);
        made.onNews(news::incrementAndGet);
        return made;
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }

    @ParameterizedTest(name = "{0} s: {1} s")
    @CsvSource({"1, 300", "5, 300", "30, 300", "31, 310", "60, 600"})
    void waitsForTheLargerOfTenIntervalsAndFiveMinutes(int interval, int limit) {
        assertThat(watch(Duration.ofSeconds(interval)).limit()).isEqualTo(Duration.ofSeconds(limit));
    }

    @Test
    void noPrometheusAtAllIsReportedAfterFiveMinutes() {
        assertThat(watch.state()).isEqualTo(new Awaiting(FIVE_MINUTES));
        pass(FIVE_MINUTES.minusNanos(1));
        assertThat(watch.state()).isEqualTo(new Awaiting(Duration.ofNanos(1)));
        pass(Duration.ofNanos(1));
        assertThat(watch.state()).isEqualTo(new NotScraped());
        assertThat(watch.lastScrape()).isEmpty();
    }

    @Test
    void fourMinutesWithoutPrometheusChangeNothing() {
        watch.onScrape(PROMETHEUS);
        pass(Duration.ofMinutes(4));
        assertThat(watch.state()).isEqualTo(new Scraped(Duration.ofMinutes(1)));
        watch.onScrape(PROMETHEUS);
        assertThat(watch.state()).isEqualTo(new Scraped(FIVE_MINUTES));
        assertThat(news).as("only the first scrape is news").hasValue(1);
    }

    @Test
    void onePrometheusOfAPairThatIsGoneChangesNothing() {
        for (int minute = 0; minute < 30; minute++) {
            watch.onScrape(SECOND);
            if (minute < 2) {
                watch.onScrape(PROMETHEUS);
            }
            assertThat(watch.state()).isInstanceOf(Scraped.class);
            pass(Duration.ofMinutes(1));
        }
        assertThat(news).hasValue(1);
    }

    /** Each replica knows of its own scrapes, no matter which replica was leader meanwhile. */
    @Test
    void aReplicaThatWasScrapedBeforeItLeadsSaysSoAtOnce() {
        pass(Duration.ofHours(1));
        watch.onScrape(PROMETHEUS);
        assertThat(watch.state()).isEqualTo(new Scraped(FIVE_MINUTES));
    }

    @Test
    void theFirstScrapeAfterATimeWithoutAnyIsNews() {
        watch.onScrape(PROMETHEUS);
        pass(FIVE_MINUTES);
        assertThat(watch.state()).isEqualTo(new NotScraped());
        watch.onScrape(PROMETHEUS);
        assertThat(watch.state()).isInstanceOf(Scraped.class);
        assertThat(news).hasValue(2);
        assertThat(watch.lastScrape()).contains(clock.instant());
    }

    @Test
    void aChangeGivesPrometheusTheTimeToTakeItUp() {
        watch.onScrape(PROMETHEUS);
        pass(Duration.ofMinutes(4));
        watch.changed();
        pass(Duration.ofMinutes(4));
        assertThat(watch.state()).isEqualTo(new Scraped(Duration.ofMinutes(1)));
        pass(Duration.ofMinutes(1));
        assertThat(watch.state()).isEqualTo(new NotScraped());
    }

    @Test
    void aChangeAloneIsNoScrape() {
        watch.onScrape(PROMETHEUS);
        pass(FIVE_MINUTES);
        watch.changed();
        assertThat(watch.state()).as("was not scraped, and is not until it is").isEqualTo(new Awaiting(FIVE_MINUTES));
        watch.onScrape(PROMETHEUS);
        assertThat(watch.state()).isInstanceOf(Scraped.class);
    }

    @Test
    void newMaterialIsAChangeAndARefusedOneIsNot() {
        pass(Duration.ofMinutes(4));
        watch.onReload(new ReloadOutcome.Rejected(List.of("no key")));
        watch.onReload(new ReloadOutcome.Incomplete(List.of("no CA")));
        assertThat(watch.state()).isEqualTo(new Awaiting(Duration.ofMinutes(1)));
        watch.onReload(new ReloadOutcome.Published(new ServedTls(2, Instant.EPOCH, List.of(), List.of())));
        assertThat(watch.state()).isEqualTo(new Awaiting(FIVE_MINUTES));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.0.0.9", "::1", "::ffff:127.0.0.1"})
    void loopbackDoesNotCount(String address) {
        SocketAddress here = new InetSocketAddress(address, 40000);
        watch.onScrape(here);
        watch.onHandshakeFailure(HandshakeFailure.UNKNOWN_CA, here);
        assertThat(watch.state()).isInstanceOf(Awaiting.class);
        assertThat(watch.refused()).isEmpty();
    }

    @Test
    void remembersWhyClientsAreRefusedUntilOneIsNot() {
        watch.onHandshakeFailure(HandshakeFailure.UNKNOWN_CA, PROMETHEUS);
        watch.onHandshakeFailure(HandshakeFailure.UNKNOWN_CA, SECOND);
        assertThat(watch.refused()).containsExactly(HandshakeFailure.UNKNOWN_CA);
        watch.onScrape(PROMETHEUS);
        assertThat(watch.refused()).isEmpty();
    }

    @Test
    void settingTheClockMovesNothing() {
        watch.onScrape(PROMETHEUS);
        clock.turnTo(Instant.parse("2030-01-01T00:00:00Z"));
        assertThat(watch.state()).isEqualTo(new Scraped(FIVE_MINUTES));
    }
}
