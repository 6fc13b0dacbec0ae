package dev.lockstep.core.offline;

import dev.lockstep.core.tuf.ConsistentNames;
import java.util.regex.Pattern;

/** The names that files of a bundle can have: those of a repository's layout, and none that leads out of it. */
final class BundlePaths {
    static final String CONTENTS = "contents.json";
    static final String TIMESTAMP = ConsistentNames.VENDOR_METADATA + "timestamp.json";
    static final String TARGETS = ConsistentNames.TARGETS;

    private static final int LONGEST = 512;
    private static final String NAME = "[A-Za-z0-9_+~-][A-Za-z0-9._+~-]*";
    private static final Pattern FILE =
            Pattern.compile("(metadata/vendor|targets/releases|targets/modules/" + NAME + ")/" + NAME + "\\.json");

    private BundlePaths() {}

    static String require(String path) {
        if (path.length() > LONGEST || !FILE.matcher(path).matches() || path.equals(TIMESTAMP)) {
            throw new IllegalArgumentException("no file of a bundle has the name \"" + path + "\"");
        }
        return path;
    }

    /** Whether a file of a repository can be part of a bundle; one with an unusual role name is asked of no source. */
    static boolean isPossible(String path) {
        return path.length() <= LONGEST && FILE.matcher(path).matches() && !path.equals(TIMESTAMP);
    }
}
