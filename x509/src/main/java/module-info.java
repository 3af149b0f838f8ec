/** Certificate values, and a codec for PEM. */
@SuppressWarnings("module") // The name ends as that of the standard does.
module io.operatormetrics.x509 {
    requires static org.jspecify;

    exports io.operatormetrics.x509;
}
