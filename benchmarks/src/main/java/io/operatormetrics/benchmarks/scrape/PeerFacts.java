package io.operatormetrics.benchmarks.scrape;

/**
 * What a peer was seen to serve, by which the figures can be judged.
 *
 * @param bytes of the whole exposition
 * @param gzipBytes the same, compressed
 * @param smallBytes of what a new connection asks for
 * @param refusal what a client without certificate gets
 */
public record PeerFacts(String name, int bytes, int gzipBytes, int smallBytes, String refusal) {}
