package dev.lockstep.core.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Digest;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One line of the audit log.
 *
 * @param number counted from 1, without gaps
 * @param at when it was written, by the clock of the computer
 * @param who the person who was signed in, or what acted by itself
 * @param event what was done
 * @param previous the hash of the entry before; {@link #NOTHING} for the first
 * @param hash the SHA-256 of the canonical form (OLPC's) of the entry without this member
 * @param more members that only a later version knows, which may have run here; they are sealed like the others
 */
public record AuditEntry(
        long number,
        Instant at,
        String who,
        AuditEvent event,
        Digest previous,
        Digest hash,
        SortedMap<String, JsonNode> more) {
    /** What the first entry names as the hash of the one before. */
    public static final Digest NOTHING = new Digest("0".repeat(64));

    private static final String HASH = "hash";

    public AuditEntry {
        who = AuditEvent.line(who);
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(previous, "previous");
        Objects.requireNonNull(hash, "hash");
        more = Collections.unmodifiableSortedMap(new TreeMap<>(more));
        if (number < 1) {
            throw new IllegalArgumentException("entries are counted from 1");
        }
    }

    /** The entry that follows a head. */
    static AuditEntry after(AuditHead head, Instant at, String who, AuditEvent event) {
        long number = head.count() + 1;
        AuditEntry unsealed = new AuditEntry(number, at, who, event, head.hash(), NOTHING, new TreeMap<>());
        return new AuditEntry(number, at, who, event, head.hash(), unsealed.computed(), new TreeMap<>());
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
        return CanonicalJson.encode(sealed().put(HASH, hash.hex()));
    }

    private ObjectNode sealed() {
        ObjectNode sealed = known();
        more.forEach(sealed::set);
        return sealed;
    }

    private ObjectNode known() {
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

    private AuditEntry with(ObjectNode members) {
        ObjectNode known = known();
        SortedMap<String, JsonNode> others = new TreeMap<>();
        members.properties().stream()
                .filter(member ->
                        !known.has(member.getKey()) && !member.getKey().equals(HASH))
                .forEach(member -> others.put(member.getKey(), member.getValue()));
        return new AuditEntry(number, at, who, event, previous, hash, others);
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
            AuditEntry known = new AuditEntry(
                    json.number("number"),
                    json.instant("at"),
                    json.text("who"),
                    event,
                    json.parsed("previous", Digest::new),
                    json.parsed(HASH, Digest::new),
                    new TreeMap<>());
            AuditEntry entry = known.with(json.object());
            if (!Arrays.equals(entry.line(), line)) {
                throw new IllegalArgumentException("it is not in the form in which entries are written");
            }
            return entry;
        } catch (JsonFormatException e) {
            throw new IllegalArgumentException("it is no entry: " + e.getMessage(), e);
        }
    }
}
