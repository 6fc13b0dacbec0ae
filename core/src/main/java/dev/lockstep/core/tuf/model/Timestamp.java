package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.time.Instant;
import java.util.Objects;

/**
 * Which snapshot is the current one (section 4.6); the only file that is asked for without knowing its version.
 *
 * @param version the version of this timestamp
 * @param expires when it ends
 * @param snapshot the current snapshot
 */
public record Timestamp(long version, Instant expires, MetaFile snapshot) implements RoleMetadata {
    private static final String SNAPSHOT = "snapshot.json";

    public Timestamp {
        Objects.requireNonNull(expires, "expires");
        Objects.requireNonNull(snapshot, "snapshot");
    }

    static Timestamp read(JsonMembers signed) {
        JsonMembers meta = signed.members("meta");
        return new Timestamp(
                SignedMetadata.version(signed), SignedMetadata.expires(signed), MetaFile.read(meta.members(SNAPSHOT)));
    }

    static ObjectNode write(Timestamp timestamp) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        timestamp.snapshot.write(object.putObject("meta").putObject(SNAPSHOT));
        return object;
    }
}
