package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which versions of all targets metadata belong together (section 4.4).
 *
 * @param version the version of this snapshot
 * @param expires when it ends
 * @param meta what it says about each file, by file name, for example {@code targets.json}
 */
public record Snapshot(long version, Instant expires, Map<String, MetaFile> meta) implements RoleMetadata {
    public Snapshot {
        Objects.requireNonNull(expires, "expires");
        meta = Collections.unmodifiableMap(new LinkedHashMap<>(meta));
    }

    /** What the snapshot says about a role's file. */
    public Optional<MetaFile> role(String roleName) {
        return Optional.ofNullable(meta.get(roleName + ".json"));
    }

    static Snapshot read(JsonMembers signed) {
        return new Snapshot(
                SignedMetadata.version(signed),
                SignedMetadata.expires(signed),
                signed.map("meta", (meta, name) -> MetaFile.read(meta.members(name))));
    }

    static ObjectNode write(Snapshot snapshot) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        ObjectNode meta = object.putObject("meta");
        snapshot.meta.forEach((name, file) -> file.write(meta.putObject(name)));
        return object;
    }
}
