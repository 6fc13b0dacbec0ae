package dev.lockstep.core.tuf;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** All hashes of a file are of kinds that cannot be computed here, so it cannot be verified. */
public final class UnsupportedHashException extends TufException {
    public UnsupportedHashException(String file, Set<String> algorithms) {
        super(
                "TRUST-UNSUPPORTED-HASH",
                file,
                "unsupported-hash",
                Map.of("file", file, "names", String.join(", ", new TreeSet<>(algorithms))));
    }
}
