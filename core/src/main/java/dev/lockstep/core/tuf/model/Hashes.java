package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The hashes of a file by the name of their algorithm, in the order in which the metadata lists them.
 *
 * @param values hexadecimal hashes by algorithm, for example {@code sha256}
 */
public record Hashes(Map<String, String> values) {
    private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-fA-F]{1,256}");

    public Hashes {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        values.forEach((algorithm, hash) -> {
            // A hash becomes part of a file name, so it must not be anything else.
            if (!HEXADECIMAL.matcher(hash).matches()) {
                throw new MetadataFormatException("the " + algorithm + " hash is not hexadecimal");
            }
        });
    }

    /** No hashes at all: nothing is claimed about the content. */
    public static Hashes none() {
        return new Hashes(Map.of());
    }

    /** The one hash of an SHA-256. */
    public static Hashes sha256(String hexadecimal) {
        return new Hashes(Map.of("sha256", hexadecimal));
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** The SHA-256 in lower case, if it is listed. */
    public Optional<String> sha256() {
        return Optional.ofNullable(values.get("sha256")).map(hash -> hash.toLowerCase(Locale.ROOT));
    }

    static Hashes read(JsonMembers members) {
        Map<String, String> values = members.map("hashes", JsonMembers::text);
        if (values.isEmpty()) {
            throw members.wrong("hashes", "is empty");
        }
        return new Hashes(values);
    }

    void write(ObjectNode object) {
        if (!values.isEmpty()) {
            ObjectNode hashes = object.putObject("hashes");
            values.forEach(hashes::put);
        }
    }
}
