package dev.lockstep.core.tuf;

import java.io.IOException;
import java.util.Optional;

/** Reads trusted metadata that was stored before. */
public interface MetadataReader {
    /**
     * The newest trusted file of a role, exactly as it was received.
     *
     * @param roleName a top-level role or the name of a delegated one, which can be any text
     */
    Optional<byte[]> read(String roleName) throws IOException;

    /** The root of a version, exactly as it was received; every root that was ever trusted here is kept. */
    Optional<byte[]> readRoot(long version) throws IOException;
}
