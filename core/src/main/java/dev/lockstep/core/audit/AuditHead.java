package dev.lockstep.core.audit;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Digest;
import java.util.Objects;

/**
 * How far an audit log has come. Signed somewhere else, it proves later that all entries up to there are still the same.
 *
 * @param count the number of entries
 * @param hash the hash of the last one
 */
public record AuditHead(long count, Digest hash) {
    /** The head of a log without entries. */
    public static final AuditHead EMPTY = new AuditHead(0, AuditEntry.NOTHING);

    public AuditHead {
        Objects.requireNonNull(hash, "hash");
        if (count < 0) {
            throw new IllegalArgumentException("a log has no fewer than 0 entries");
        }
    }

    /** Reads the members {@code count} and {@code hash} of an object. */
    public static AuditHead read(JsonMembers members) {
        return new AuditHead(members.number("count"), members.parsed("hash", Digest::new));
    }

    /** Adds the members {@code count} and {@code hash} to an object. */
    public ObjectNode write(ObjectNode json) {
        return json.put("count", count).put("hash", hash.hex());
    }
}
