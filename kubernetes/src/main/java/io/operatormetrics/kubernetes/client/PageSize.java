package io.operatormetrics.kubernetes.client;

/**
 * How many objects to ask for at once: 500, and fewer where they are large, so that a page has about 4 MiB. An API server holds a page whole
 * before it sends it. For one thread.
 */
public final class PageSize {

    private static final int MOST = 500;
    private static final long BYTES = 4 << 20;

    private int limit = MOST;

    public int limit() {
        return limit;
    }

    /** The next page is taken to be of such objects too. */
    public void read(PageReader.Page page) {
        if (page.objects() > 0) {
            long each = Math.max(1, page.bytes() / page.objects());
            limit = Math.clamp(BYTES / each, 1, MOST);
        }
    }

    /** Nothing came in time: less may. */
    public void unanswered() {
        limit = Math.max(1, limit / 4);
    }
}
