package dev.lockstep.launcher;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A new version of the node that has to prove itself.
 *
 * @param version what is tried
 * @param previous what runs again if it fails
 * @param confirmWithin how long it has, from its start, to write {@code node/confirmed}
 */
record Trial(String version, String previous, Duration confirmWithin) {
    static final Duration SHORTEST = Duration.ofSeconds(1);
    static final Duration LONGEST = Duration.ofHours(1);

    Trial {
        if (!Home.isVersion(version) || !Home.isVersion(previous)) {
            throw new IllegalArgumentException(
                    "a trial names two versions, not \"" + version + "\" and \"" + previous + "\"");
        }
        if (version.equals(previous)) {
            throw new IllegalArgumentException(version + " is what runs already");
        }
        if (confirmWithin.compareTo(SHORTEST) < 0 || confirmWithin.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("confirmWithin is 1 to 3600 seconds, not " + confirmWithin.toSeconds());
        }
    }

    /** Reads {@code {"version", "previous", "confirmWithin"}}. */
    static Trial parse(String json) throws IOException {
        Map<String, Object> values = FlatJson.parse(json);
        if (values.get("version") instanceof String version
                && values.get("previous") instanceof String previous
                && values.get("confirmWithin") instanceof Long seconds) {
            try {
                return new Trial(version, previous, Duration.ofSeconds(seconds));
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        throw new IOException("it needs \"version\" and \"previous\" (strings) and \"confirmWithin\" (seconds)");
    }

    Map<String, Object> toMap() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", version);
        values.put("previous", previous);
        values.put("confirmWithin", confirmWithin.toSeconds());
        return values;
    }
}
