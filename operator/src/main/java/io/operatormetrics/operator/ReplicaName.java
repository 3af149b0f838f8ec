package io.operatormetrics.operator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.UUID;

/** What this process is called among its replicas. */
final class ReplicaName {

    private static final Logger log = LoggerFactory.getLogger(ReplicaName.class);

    private ReplicaName() {}

    /** Another one with each call; begins with the name of the pod, which is what its host is called. */
    static String ofThisProcess() {
        String unique = UUID.randomUUID().toString();
        try {
            return InetAddress.getLocalHost().getHostName() + "_" + unique;
        } catch (UnknownHostException e) {
            log.debug("this host has no name: {}", e.getMessage());
            return unique;
        }
    }
}
