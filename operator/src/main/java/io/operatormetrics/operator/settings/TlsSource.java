package io.operatormetrics.operator.settings;

/** Where the server's pair and the client CA come from. */
public enum TlsSource {
    /** Secrets, watched through the API. */
    SECRET,
    /** Mounted files. */
    FILE
}
