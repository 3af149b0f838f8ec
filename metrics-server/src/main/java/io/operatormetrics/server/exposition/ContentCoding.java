package io.operatormetrics.server.exposition;

/** How a body travels. */
public enum ContentCoding {
    IDENTITY,
    GZIP
}
