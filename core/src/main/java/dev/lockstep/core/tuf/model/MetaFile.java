package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Objects;
import java.util.OptionalLong;

/**
 * What a timestamp or snapshot says about another metadata file (section 4.4).
 *
 * @param version the version that file must have
 * @param length its length in bytes, if that is fixed
 * @param hashes its hashes; none if only the version is fixed
 */
public record MetaFile(long version, OptionalLong length, Hashes hashes) {
    public MetaFile {
        Objects.requireNonNull(length, "length");
        Objects.requireNonNull(hashes, "hashes");
        if (version < 1) {
            throw new MetadataFormatException("a version is 1 or higher, not " + version);
        }
    }

    static MetaFile read(JsonMembers members) {
        return new MetaFile(
                SignedMetadata.version(members),
                members.has("length")
                        ? OptionalLong.of(members.number("length", 0, Long.MAX_VALUE))
                        : OptionalLong.empty(),
                members.has("hashes") ? Hashes.read(members) : Hashes.none());
    }

    void write(ObjectNode object) {
        object.put("version", version);
        length.ifPresent(bytes -> object.put("length", bytes));
        hashes.write(object);
    }
}
