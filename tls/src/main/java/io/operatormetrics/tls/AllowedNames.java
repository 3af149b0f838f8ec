package io.operatormetrics.tls;

import java.nio.file.Path;
import java.util.Set;

/** Which verified clients may read: all, or those that present one of these names exactly (SAN; CN only without any SAN). */
public sealed interface AllowedNames {

    record Any() implements AllowedNames {}

    record Listed(Set<String> names) implements AllowedNames {
        public Listed {
            names = Set.copyOf(names);
        }
    }

    /** One name a line; blank lines and lines starting with {@code #} do not count. Read again when it changes. */
    record FromFile(Path file) implements AllowedNames {}
}
