package io.operatormetrics.server;

/** How a body travels. */
public enum ContentCoding {
    IDENTITY,
    GZIP
}
