package dev.lockstep.core.tuf;

import java.util.Map;

/** The repository does not have a file that its own metadata names. */
public final class MissingMetadataException extends TufException {
    public MissingMetadataException(String role, String name) {
        super("TRUST-MISSING", role, "missing", Map.of("name", name));
    }
}
