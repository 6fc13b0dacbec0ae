package dev.lockstep.core.source;

import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.UnsafeNameException;

/** The rule for paths that a source is asked for: relative, never upwards, and nothing that a file system reads otherwise. */
final class SourcePath {
    private static final int LONGEST = 1024;

    private SourcePath() {}

    static String require(String path) {
        try {
            if (path.length() <= LONGEST) {
                return ConsistentNames.checkTargetPath(path);
            }
        } catch (UnsafeNameException e) {
            throw new IllegalArgumentException("a source is not asked for the path \"" + path + "\"", e);
        }
        throw new IllegalArgumentException("a source is not asked for a path of " + path.length() + " characters");
    }

    /** The path in a request: some servers and most object stores read a plain {@code +} as a space. */
    static String encoded(String path) {
        return ConsistentNames.encodeSegments(require(path));
    }
}
