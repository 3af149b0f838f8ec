package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.CertificateAuthority;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class BackgroundCaGeneratorTest {

    private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();
    private final BackgroundCaGenerator maker = new BackgroundCaGenerator(
            Clock.systemUTC(), () -> threads.add(Thread.currentThread().getName()));

    @Test
    void makesOneCaOnAThreadOfItsOwnAndGivesItOnce() throws InterruptedException {
        assertThat(maker.make()).isEmpty();
        assertThat(maker.make()).as("while it is computed").isEmpty();

        assertThat(threads.poll(1, TimeUnit.MINUTES)).isEqualTo("ca-key");
        Optional<CertificateAuthority> first = maker.make();
        assertThat(first).isPresent();

        assertThat(maker.make()).as("the next one is another").isEmpty();
        assertThat(threads.poll(1, TimeUnit.MINUTES)).isEqualTo("ca-key");
        assertThat(maker.make())
                .hasValueSatisfying(second -> assertThat(second.certificate())
                        .isNotEqualTo(first.orElseThrow().certificate()));
        assertThat(threads).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
    void triesAgainAfterOneThatCouldNotBeMade(Class<? extends Throwable> failure) {
        AtomicInteger asked = new AtomicInteger();
        InstantSource clock = () -> asked.getAndIncrement() == 0 ? fail(failure) : Instant.now();
        BackgroundCaGenerator second = new BackgroundCaGenerator(clock.withZone(ZoneOffset.UTC), () -> {});

        await().atMost(Duration.ofMinutes(1)).until(() -> second.make().isPresent());
    }

    private static Instant fail(Class<? extends Throwable> failure) {
        if (Error.class.isAssignableFrom(failure)) {
            throw new StackOverflowError("on purpose");
        }
        throw new IllegalStateException("on purpose");
    }
}
