package io.operatormetrics.it.harness;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A loopback port for programs that cannot pick one themselves. It lies below the range from which the kernel takes ports of outgoing
 * connections, so that none of those takes it before the program does.
 */
public final class FreePort {

    private static final int FIRST = 20_000;
    private static final int END = 32_000;

    /** So that two programs do not get the same one while neither listens yet. */
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    public static int find() {
        return ThreadLocalRandom.current()
                .ints(100, FIRST, END)
                .filter(port -> isFree(port) && GIVEN.add(port))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("no free loopback port found between " + FIRST + " and " + END));
    }

    private static boolean isFree(int port) {
        try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return probe.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
