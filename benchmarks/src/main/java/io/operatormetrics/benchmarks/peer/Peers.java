package io.operatormetrics.benchmarks.peer;

import io.operatormetrics.benchmarks.BenchmarkFailure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

import static io.operatormetrics.benchmarks.peer.Peer.Content.FIXED;
import static io.operatormetrics.benchmarks.peer.Peer.Content.LIVE;

/** The servers that we compare. Adding one: a method that says how to start it, and its place in {@link #all()}. */
public final class Peers {

    /** The launcher's own, for both Java programs; the heap has room for what client_java renders per scrape. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    /** System property with the path of the compiled Go program; {@code bin/benchmark} sets it. */
    private static final String GO_EXPORTER = "benchmark.goExporter";

    private Peers() {}

    /** Ours first: the others are what it is compared with. */
    public static List<Peer> all() {
        return List.of(operatorMetrics(), go(), clientJava(), nginx());
    }

    /** Ours and those with these names, in upper or lower case. */
    public static List<Peer> named(Collection<String> names) {
        Set<String> wanted =
                names.stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        List<Peer> peers = new ArrayList<>(List.of(operatorMetrics()));
        all().stream()
                .skip(1)
                .filter(peer -> wanted.remove(peer.name().toLowerCase(Locale.ROOT)))
                .forEach(peers::add);
        if (!wanted.isEmpty()) {
            throw new BenchmarkFailure(
                    "no such peers: " + String.join(", ", wanted) + " (expected: go, client_java, nginx)");
        }
        return peers;
    }

    public static Peer operatorMetrics() {
        return new Peer("operator-metrics", LIVE, setup -> java(OperatorMetricsServer.class, setup));
    }

    static Peer go() {
        return new Peer("Go", LIVE, setup -> {
            List<String> command = new ArrayList<>();
            command.add(System.getProperty(GO_EXPORTER, "exporter"));
            command.addAll(arguments(setup));
            return command;
        });
    }

    static Peer clientJava() {
        return new Peer("client_java", LIVE, setup -> java(ClientJavaServer.class, setup));
    }

    static Peer nginx() {
        return new Peer("nginx", FIXED, setup -> {
            Path configuration = setup.scratch().resolve("nginx.conf");
            Files.writeString(configuration, NginxConfiguration.render(setup));
            return List.of(
                    "nginx",
                    "-p",
                    setup.scratch().toString(),
                    "-c",
                    configuration.toString(),
                    "-e",
                    setup.scratch().resolve("error.log").toString());
        });
    }

    private static List<String> java(Class<?> program, PeerSetup setup) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_OPTIONS);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program.getName()));
        command.addAll(arguments(setup));
        return command;
    }

    private static List<String> arguments(PeerSetup setup) {
        return List.of(
                Integer.toString(setup.port()),
                setup.certificates().toString(),
                Integer.toString(setup.series()),
                Integer.toString(setup.controlPort()));
    }
}
