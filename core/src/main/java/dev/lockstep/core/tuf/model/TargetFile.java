package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Objects;
import java.util.Optional;

/**
 * What targets metadata says about one file (section 4.5).
 *
 * @param path the target's name in the repository, segments parted by {@code /}; not a path of this computer
 * @param length the exact number of bytes
 * @param hashes at least one hash
 * @param custom the signer's own data about it; an empty object if there is none; not to be changed
 */
public record TargetFile(String path, long length, Hashes hashes, JsonNode custom) {
    public TargetFile {
        Objects.requireNonNull(path, "path");
        custom = JsonMembers.of(custom.deepCopy(), "custom").object();
        if (length < 0) {
            throw new MetadataFormatException("the length of " + path + " is negative");
        }
        if (hashes.isEmpty()) {
            throw new MetadataFormatException("the target " + path + " has no hash");
        }
    }

    /** A target without data of the signer's own. */
    public TargetFile(String path, long length, Hashes hashes) {
        this(path, length, hashes, JsonNodeFactory.instance.objectNode());
    }

    /** What Lockstep says of it in the custom data; empty if nothing. */
    public Optional<JsonMembers> lockstep() {
        return JsonMembers.of(custom, path).optional("lockstep", JsonMembers::members);
    }

    /**
     * One thing that Lockstep says of it.
     *
     * @throws IllegalArgumentException if it does not
     */
    public JsonMembers said(String name) {
        return JsonMembers.of(custom, path).members("lockstep").members(name);
    }

    static TargetFile read(String path, JsonMembers members) {
        return new TargetFile(
                path,
                members.number("length", 0, Long.MAX_VALUE),
                Hashes.read(members),
                members.has("custom") ? members.node("custom") : JsonNodeFactory.instance.objectNode());
    }

    void write(ObjectNode object) {
        object.put("length", length);
        hashes.write(object);
        if (!custom.isEmpty()) {
            object.set("custom", custom.deepCopy());
        }
    }
}
