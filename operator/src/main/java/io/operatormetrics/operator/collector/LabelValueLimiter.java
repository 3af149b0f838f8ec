package io.operatormetrics.operator.collector;

import io.operatormetrics.kubernetes.client.NamespacedName;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Cuts texts that become label values at 256 characters: anyone who may write an object can put hundreds of KiB into an annotation, which
 * each replica, each scrape and Prometheus would hold. Cut texts are counted; of each kind of text the first is logged.
 */
final class LabelValueLimiter {

    private static final Logger log = LoggerFactory.getLogger(LabelValueLimiter.class);
    private static final int LONGEST = 256;

    private final String collector;
    private final LongAdder cut = new LongAdder();
    private final Set<String> logged = ConcurrentHashMap.newKeySet();

    LabelValueLimiter(String collector) {
        this.collector = collector;
    }

    /** How many were cut since the start; one that is read again counts again. */
    long cut() {
        return cut.sum();
    }

    /**
     * The text, or its first 255 characters and an ellipsis.
     *
     * @param what for people, for instance {@code issuer}
     */
    String cut(String text, String what, NamespacedName of) {
        if (text.length() <= LONGEST || text.codePointCount(0, text.length()) <= LONGEST) {
            return text;
        }
        cut.increment();
        if (logged.add(what)) {
            log.warn(
                    "collector {}: the {} of {} has {} characters, of which {} are served; further ones are counted only",
                    collector,
                    what,
                    of,
                    text.codePointCount(0, text.length()),
                    LONGEST);
        }
        return text.substring(0, text.offsetByCodePoints(0, LONGEST - 1)) + "…";
    }
}
