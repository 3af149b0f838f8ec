package io.operatormetrics.operator.certificate;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How far a change of CA has come. Each step is written down before the next, so that a restart goes on where it was. */
sealed interface CaRotation {

    /** The CAs that may sign now; the first is the signer. */
    List<X509Certificate> current();

    /** The CAs that signed until the change; trusted until it is over. */
    default List<X509Certificate> previous() {
        return List.of();
    }

    /** Who may have signed a pair that is to stay. */
    List<X509Certificate> issuers(Instant now);

    /** When the next step is due by time alone. */
    default Optional<Instant> deadline() {
        return Optional.empty();
    }

    /** Whether it is a time in which a change of the CA waits. */
    default boolean waits(Instant now) {
        return deadline().filter(now::isBefore).isPresent();
    }

    /** What everybody should trust. */
    default List<X509Certificate> trusted() {
        return Stream.concat(current().stream(), previous().stream()).distinct().toList();
    }

    /** No change is under way. */
    record Settled(List<X509Certificate> current) implements CaRotation {
        public Settled {
            current = List.copyOf(current);
        }

        @Override
        public List<X509Certificate> issuers(Instant now) {
            return current;
        }
    }

    /**
     * Both are published, and pairs of the previous CA stay.
     *
     * @param until when everybody has had the time to trust the present one, and new pairs are issued
     */
    record Announced(List<X509Certificate> current, List<X509Certificate> previous, Instant until)
            implements CaRotation {
        public Announced {
            current = List.copyOf(current);
            previous = List.copyOf(previous);
        }

        @Override
        public List<X509Certificate> issuers(Instant now) {
            return isOver(now) ? current : trusted();
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }

        boolean isOver(Instant now) {
            return !now.isBefore(until);
        }
    }

    /**
     * New pairs are in place.
     *
     * @param until when everybody has had the time to take them up, and the previous CA is dropped
     */
    record Reissued(List<X509Certificate> current, List<X509Certificate> previous, Instant until)
            implements CaRotation {
        public Reissued {
            current = List.copyOf(current);
            previous = List.copyOf(previous);
        }

        @Override
        public List<X509Certificate> issuers(Instant now) {
            return current;
        }

        @Override
        public Optional<Instant> deadline() {
            return Optional.of(until);
        }
    }
}
