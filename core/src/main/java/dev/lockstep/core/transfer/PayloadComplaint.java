package dev.lockstep.core.transfer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * What a computer tells the one that it takes its updates from: {@code POST /api/v1/payload-complaint}. The payload of this hash
 * came from there with other bytes than the signed ones. That computer then looks at its own copy.
 *
 * @param payload the hash that was signed
 */
public record PayloadComplaint(Digest payload) {
    /** Where it is told, relative to the base of a computer. */
    public static final String PATH = "api/v1/payload-complaint";

    /** The most bytes it, or the answer, may have. */
    public static final int MAXIMUM_BYTES = 512;

    private static final System.Logger LOG = System.getLogger(PayloadComplaint.class.getName());

    public PayloadComplaint {
        Objects.requireNonNull(payload, "payload");
    }

    /** What the computer that was told finds. What a later version adds counts as {@link #LOOKING}: it is asked again later. */
    public enum Verdict {
        /** Its copy is as signed: the bytes were changed on the way. */
        SOUND,
        /** Its copy was not; it has taken it out. */
        DAMAGED,
        /** It has none. */
        ABSENT,
        /** It has not finished looking. */
        LOOKING
    }

    /**
     * Complains to a server.
     *
     * @return what it finds; empty if it is not one that can be told, or cannot be reached
     */
    public Optional<Verdict> to(Transport server) throws InterruptedIOException {
        try {
            return server.ask(PATH, toJson(), MAXIMUM_BYTES).map(PayloadComplaint::verdict);
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException | ProblemException | IllegalArgumentException e) {
            LOG.log(System.Logger.Level.DEBUG, "It was of no use to complain of " + payload + ": " + e);
            return Optional.empty();
        }
    }

    /** As it goes over the wire. */
    public byte[] toJson() {
        return CanonicalJson.encode(
                JsonNodeFactory.instance.objectNode().put("format", 1).put("sha256", payload.hex()));
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static PayloadComplaint read(byte[] json) {
        JsonMembers complaint = JsonMembers.parse(json);
        complaint.number("format", 1, 1);
        return new PayloadComplaint(complaint.parsed("sha256", Digest::new));
    }

    /** An answer as it goes over the wire. */
    public static byte[] answer(Verdict verdict) {
        return CanonicalJson.encode(JsonNodeFactory.instance
                .objectNode()
                .put("format", 1)
                .put("found", verdict.name().toLowerCase(Locale.ROOT)));
    }

    private static Verdict verdict(byte[] answer) {
        JsonMembers said = JsonMembers.parse(answer);
        said.number("format", 1, 1);
        String found = said.text("found").toUpperCase(Locale.ROOT);
        for (Verdict known : Verdict.values()) {
            if (known.name().equals(found)) {
                return known;
            }
        }
        return Verdict.LOOKING;
    }
}
