package dev.lockstep.core.audit;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;

/**
 * One line of the audit log.
 *
 * @param number counted from 1, without gaps
 * @param at when it was written, by the clock of the computer
 * @param who the person who was signed in, or what acted by itself
 * @param event what was done
 * @param previous the hash of the entry before; {@link #NOTHING} for the first
 * @param hash the SHA-256 of the canonical form (OLPC's) of the entry without this member
 */
public record AuditEntry(long number, Instant at, String who, AuditEvent event, Digest previous, Digest hash) {
    /** What the first entry names as the hash of the one before. */
    public static final Digest NOTHING = new Digest("0".repeat(64));

    public AuditEntry {
        who = AuditEvent.line(who);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(hash, "hash");
        if (number < 1) {
            throw new IllegalArgumentException("entries are counted from 1");
        }
    }

    /** The entry that follows a head. */
    static AuditEntry after(AuditHead head, Instant at, String who, AuditEvent event) {
        long number = head.count() + 1;
        AuditEntry unsealed = new AuditEntry(number, at, who, event, head.hash(), NOTHING);
        return new AuditEntry(number, at, who, event, head.hash(), unsealed.computed());
    }

    /** What its hash has to be. */
    Digest computed() {
        return Digest.of(CanonicalJson.encode(sealed()));
    }

    /** Whether nothing in it was edited since it got its hash. */
    boolean isIntact() {
        return computed().equals(hash);
    }

    /** The line, without a line feed. No member has a control character, so the canonical form is JSON. */
    byte[] line() {
        return CanonicalJson.encode(sealed().put("hash", hash.hex()));
    }

    private ObjectNode sealed() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("number", number)
                .put("at", at.toString())
                .put("who", who)
                .put("action", event.action())
                .put("subject", event.subject())
                .put("from", event.from())
                .put("to", event.to())
                .put("sha256", event.sha256())
                .put("source", event.source())
                .put("result", event.result())
                .put("previous", previous.hex());
    }

    /**
     * Reads a line.
     *
     * @throws IllegalArgumentException if it is not exactly the line of an entry, to the byte
     */
    static AuditEntry read(byte[] line) {
        try {
            JsonMembers json = JsonMembers.parse(line);
            AuditEvent event = new AuditEvent(
                    json.text("action"),
                    json.text("subject"),
                    json.text("from"),
                    json.text("to"),
                    json.text("sha256"),
                    json.text("source"),
                    json.text("result"));
            AuditEntry entry = new AuditEntry(
                    json.number("number"),
                    json.instant("at"),
                    json.text("who"),
                    event,
                    json.parsed("previous", Digest::new),
                    json.parsed("hash", Digest::new));
            if (!Arrays.equals(entry.line(), line)) {
                throw new IllegalArgumentException("it is not in the form in which entries are written");
            }
            return entry;
        } catch (JsonFormatException e) {
            throw new IllegalArgumentException("it is no entry: " + e.getMessage(), e);
        }
    }
}
