package io.operatormetrics.benchmarks.scrape;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.ByteBufUtil;
import io.operatormetrics.benchmarks.BenchmarkFailure;
import io.operatormetrics.benchmarks.Certificates;
import io.operatormetrics.benchmarks.load.Answer;
import io.operatormetrics.benchmarks.load.Changes;
import io.operatormetrics.benchmarks.load.ExpectedAnswer;
import io.operatormetrics.benchmarks.load.LoadClient;
import io.operatormetrics.benchmarks.load.Target;
import io.operatormetrics.benchmarks.load.Target.Encoding;
import io.operatormetrics.benchmarks.peer.RunningPeer;
import io.operatormetrics.benchmarks.peer.ServedSeries;
import io.operatormetrics.benchmarks.peer.Workload;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * A peer that does what all of them must: serves the workload's series, whole, compressed and filtered, by TLS 1.3 with the cipher
 * suite of the run, and nothing to a client without certificate. Only what passed is measured.
 */
final class CheckedPeer {

    private static final String TLS = "TLSv1.3, TLS_AES_128_GCM_SHA256";

    private final RunningPeer peer;
    private final Answer all;
    private final Answer compressed;
    private final Answer small;
    private final String refusal;

    private CheckedPeer(RunningPeer peer, Answer all, Answer compressed, Answer small, String refusal) {
        this.peer = peer;
        this.all = all;
        this.compressed = compressed;
        this.small = small;
        this.refusal = refusal;
    }

    /** Throws {@link BenchmarkFailure} that says what the peer does wrong. */
    static CheckedPeer check(RunningPeer peer, LoadClient client, Certificates certificates, Workload workload)
            throws IOException {
        Answer all = fetch(peer, client, Workload.ALL_PATH, Encoding.IDENTITY);
        Answer compressed = fetch(peer, client, Workload.ALL_PATH, Encoding.GZIP);
        Answer small = fetch(peer, client, Workload.SMALL_PATH, Encoding.IDENTITY);
        try {
            ServedSeries.parse(text(all)).requireAll(workload);
            ServedSeries.parse(text(compressed)).requireAll(workload);
            ServedSeries.parse(text(small)).requireSmallOnly();
        } catch (IllegalStateException e) {
            throw new BenchmarkFailure(peer.name() + " serves something else: " + e.getMessage(), e);
        }
        requireChanges(peer, client, workload);
        return new CheckedPeer(peer, all, compressed, small, refusal(peer, certificates));
    }

    /** A change that was said to be made is in the next scrape: the first one has the first series that changes. */
    private static void requireChanges(RunningPeer peer, LoadClient client, Workload workload) throws IOException {
        if (peer.control().isEmpty()) {
            return;
        }
        client.change(peer.control().get());
        try {
            ServedSeries.parse(text(fetch(peer, client, Workload.ALL_PATH, Encoding.IDENTITY)))
                    .require(workload.changed(1));
        } catch (IllegalStateException e) {
            throw new BenchmarkFailure(peer.name() + " does not serve what has changed: " + e.getMessage(), e);
        }
    }

    RunningPeer peer() {
        return peer;
    }

    Target target(Measure measure) {
        return new Target(peer.name(), peer.address(), measure.path(), measure.encoding());
    }

    ExpectedAnswer expected(Measure measure) {
        return ExpectedAnswer.like(
                measure == Measure.CONNECTIONS ? small : measure.encoding() == Encoding.GZIP ? compressed : all);
    }

    /** Empty when this peer cannot do what the measure asks for, because its series never change. */
    Optional<Changes> changes(Measure measure) {
        return switch (measure.change()) {
            case NONE -> Optional.of(Changes.none());
            // A server of files has nothing that could change at a rate; it is at its best, and compared as it is.
            case STEADY ->
                Optional.of(peer.control()
                        .map(control -> Changes.steady(control, Measure.Change.PER_SECOND))
                        .orElseGet(Changes::none));
            case EACH -> peer.control().map(Changes::beforeEachScrape);
        };
    }

    byte[] allBytes() {
        return ByteBufUtil.getBytes(all.body());
    }

    byte[] smallBytes() {
        return ByteBufUtil.getBytes(small.body());
    }

    PeerFacts facts() {
        return new PeerFacts(
                peer.name(),
                all.body().readableBytes(),
                compressed.body().readableBytes(),
                small.body().readableBytes(),
                refusal);
    }

    private static Answer fetch(RunningPeer peer, LoadClient client, String path, Encoding encoding) {
        Answer answer = client.fetch(new Target(peer.name(), peer.address(), path, encoding));
        require(peer, path, "status", Integer.toString(answer.status()), "200");
        require(peer, path, "TLS", answer.protocol() + ", " + answer.cipherSuite(), TLS);
        require(peer, path, "Content-Encoding", answer.contentEncoding(), encoding == Encoding.GZIP ? "gzip" : "");
        return answer;
    }

    private static void require(RunningPeer peer, String path, String what, String value, String expected) {
        if (!value.equals(expected)) {
            throw new BenchmarkFailure(
                    peer.name() + " " + path + ": " + what + " is \"" + value + "\" (expected: \"" + expected + "\")");
        }
    }

    private static String text(Answer answer) throws IOException {
        ByteBuf body = answer.body().duplicate();
        if (answer.contentEncoding().isEmpty()) {
            return body.toString(StandardCharsets.UTF_8);
        }
        try (var in = new GZIPInputStream(new ByteBufInputStream(body))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String refusal(RunningPeer peer, Certificates certificates) throws IOException {
        try (LoadClient anonymous = new LoadClient(certificates.anonymousTls())) {
            Answer answer =
                    anonymous.fetch(new Target(peer.name(), peer.address(), Workload.ALL_PATH, Encoding.IDENTITY));
            if (answer.status() == 400) {
                return "HTTP 400";
            }
            throw new BenchmarkFailure(
                    peer.name() + " answered " + answer.status() + " to a client without certificate");
        } catch (BenchmarkFailure refused) {
            if (refused.getCause() == null) {
                throw refused;
            }
            // OpenSSL's errors end with the name: error:1000045c:SSL
            // routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED
            String message = String.valueOf(refused.getCause().getMessage());
            return message.substring(message.lastIndexOf(':') + 1);
        }
    }
}
