package io.operatormetrics.benchmarks.peer;

import java.nio.file.Path;

/**
 * What a peer is started with.
 *
 * @param port to listen on, at 127.0.0.1
 * @param controlPort where a peer whose series can change takes orders to change one: {@link ChangeOrders}
 * @param certificates folder with {@code server.crt}, {@code server.key}, {@code ca.crt}
 * @param documents folder with {@code all}, {@code all.gz} and {@code small}: the answers of our program, for peers that serve files
 * @param scratch folder of this peer alone, for its configuration and temporary files
 */
public record PeerSetup(int port, int controlPort, Path certificates, Path documents, Path scratch, int series) {}
