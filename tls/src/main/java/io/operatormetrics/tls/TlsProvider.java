package io.operatormetrics.tls;

import io.netty.handler.ssl.OpenSsl;

/** Which TLS implementation serves. Nothing switches from one to the other by itself. */
public enum TlsProvider {
    BORINGSSL,
    JDK;

    /**
     * Loads it, which takes a moment the first time. {@link ServerTls#start} does so too; before that it is for those who have something
     * else to wait for.
     *
     * @throws IllegalStateException when it cannot be loaded on this machine
     */
    public void load() {
        if (this == BORINGSSL && !OpenSsl.isAvailable()) {
            Throwable cause = OpenSsl.unavailabilityCause();
            throw new IllegalStateException(
                    "BoringSSL's native library cannot be loaded on %s %s: %s (expected: it loads, or TLS provider jdk)"
                            .formatted(System.getProperty("os.name"), System.getProperty("os.arch"), cause),
                    cause);
        }
    }
}
