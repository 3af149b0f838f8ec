package io.operatormetrics.benchmarks.peer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The servers that we compare. Adding one: a method that says how to start it, and its place in {@link #all()}. */
public final class Peers {

    /** The launcher's own, for both Java programs; the heap has room for what client_java renders per scrape. */
    private static final List<String> JVM_OPTIONS = List.of(
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-Xmx256m",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow");

    private Peers() {}

    /** Ours first: the others are what it is compared with. */
    public static List<Peer> all() {
        return List.of(operatorMetrics(), clientJava(), nginx());
    }

    static Peer operatorMetrics() {
        return new Peer("operator-metrics", setup -> java(OperatorMetricsServer.class, setup));
    }

    static Peer clientJava() {
        return new Peer("client_java", setup -> java(ClientJavaServer.class, setup));
    }

    static Peer nginx() {
        return new Peer("nginx", setup -> {
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
        command.add(Integer.toString(setup.port()));
        command.add(setup.certificates().toString());
        command.add(Integer.toString(setup.series()));
        return command;
    }
}
