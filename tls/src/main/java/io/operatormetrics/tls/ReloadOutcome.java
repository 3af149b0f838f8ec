package io.operatormetrics.tls;

import java.util.List;

/** How one attempt to take up new material ended. */
public sealed interface ReloadOutcome {

    /** Valid, and from now on served. */
    record Published(ServedTls served) implements ReloadOutcome {}

    /** Bad; what was served before, if anything, still is. Each problem names the origin and what was expected, never key bytes. */
    record Rejected(List<String> problems) implements ReloadOutcome {
        public Rejected {
            problems = List.copyOf(problems);
        }
    }

    /** Something is not there (yet, or no longer); what was served before, if anything, still is. */
    record Incomplete(List<String> missing) implements ReloadOutcome {
        public Incomplete {
            missing = List.copyOf(missing);
        }
    }
}
