package io.operatormetrics.it.harness;

/** Our program with TLS material from files, and a client that may scrape it. */
public final class ScrapedOperator implements AutoCloseable {

    private final TestPki pki;
    private final TlsFolder tls;
    private final OperatorProcess process;
    private final Identity prometheus;
    private final MetricsClient client;

    private ScrapedOperator(TestPki pki, TlsFolder tls, OperatorProcess process) {
        this.pki = pki;
        this.tls = tls;
        this.process = process;
        this.prometheus = pki.client("prometheus");
        this.client = process.client(prometheus, pki.ca());
    }

    /** Started in that environment, with mutual TLS added. */
    public static ScrapedOperator start(OperatorLauncher launcher) {
        TestPki pki = TestPki.create("test-ca");
        TlsFolder tls = TlsFolder.of(pki.server(), pki.caPem());
        return new ScrapedOperator(pki, tls, launcher.tls(tls).run());
    }

    /** Scrapes over one connection that is kept. */
    public Scrape scrape() {
        return client.scrape();
    }

    /** Scrapes over a connection of its own, and takes no more than the head of the answer for now. */
    public HeldScrape beginScrape() {
        return HeldScrape.begin(process.metrics(), prometheus.trusting(pki.ca()));
    }

    /** The CA of its own certificate and of its clients'. */
    public TestPki pki() {
        return pki;
    }

    public TlsFolder tls() {
        return tls;
    }

    public OperatorProcess process() {
        return process;
    }

    public MetricsClient client() {
        return client;
    }

    @Override
    public void close() {
        client.close();
        process.close();
        tls.close();
    }
}
