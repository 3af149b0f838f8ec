package io.operatormetrics.tls;

import java.util.List;

/** What a JVM of this version is started with so that Netty causes no warnings. */
final class JvmOptions {

    private JvmOptions() {}

    static List<String> forNetty() {
        return Runtime.version().feature() < 24
                ? List.of()
                : List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");
    }
}
