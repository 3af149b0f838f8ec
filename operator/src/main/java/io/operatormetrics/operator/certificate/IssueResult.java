package io.operatormetrics.operator.certificate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.operatormetrics.operator.status.Finding;
import io.operatormetrics.pki.IssuedPair;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What came of asking for a pair. */
sealed interface IssueResult {

    /** It is there. Asked again soon after, the same pair comes. */
    record Issued(IssuedPair pair) implements IssueResult {}

    /**
     * Not yet.
     *
     * @param createOnly what has to exist for it to come
     * @param requeueAt when to ask again, unless something is seen before
     */
    record Pending(Finding finding, List<HasMetadata> createOnly, Optional<Instant> requeueAt) implements IssueResult {
        public Pending {
            createOnly = List.copyOf(createOnly);
        }

        static Pending until(Instant requeueAt, Finding finding) {
            return new Pending(finding, List.of(), Optional.of(requeueAt));
        }
    }
}
