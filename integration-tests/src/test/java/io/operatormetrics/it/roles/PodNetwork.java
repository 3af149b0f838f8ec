package io.operatormetrics.it.roles;

/** Pods of these tests are processes on loopback; the API server takes no such address in Endpoints, so they get others. */
final class PodNetwork {

    private static final String PODS = "10.1.0.";
    private static final String LOOPBACK = "127.0.0.";

    private PodNetwork() {}

    /** The address in the cluster of what listens on that loopback address, for instance 127.0.0.1. */
    static String podAddress(String loopback) {
        return PODS + loopback.substring(LOOPBACK.length());
    }

    /** The way to that pod. */
    static String loopback(String podAddress) {
        return LOOPBACK + podAddress.substring(PODS.length());
    }
}
