package io.operatormetrics.operator.certificate;

import io.operatormetrics.pki.CertificateAuthority;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import static org.assertj.core.api.Assertions.assertThat;

class BackgroundMakerTest {

    private final BlockingQueue<String> threads = new LinkedBlockingQueue<>();
    private final BackgroundMaker maker = new BackgroundMaker(
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
}
