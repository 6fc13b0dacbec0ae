package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A request for the site's time: {@code POST /api/v1/time}. The answer is signed together with a random nonce, so an older one
 * cannot be replayed (Uptane 2.1, external sources of time).
 *
 * @param nonce 32 random bytes, in hexadecimal
 * @param relays how many relays have passed it up so far
 */
public record TimeRequest(String nonce, int relays) {
    /** Where it is asked, relative to the base of a computer. */
    public static final String PATH = "api/v1/time";

    /** The most bytes it may have. */
    public static final int MAXIMUM_BYTES = 512;

    /** The most bytes its answer may have. */
    public static final int LONGEST_ANSWER = 8192;

    private static final int MOST_RELAYS = 8;
    private static final int NONCE_BYTES = 32;
    private static final Pattern NONCE = Pattern.compile("[0-9a-f]{64}");

    public TimeRequest {
        if (!NONCE.matcher(nonce).matches()) {
            throw new IllegalArgumentException("\"nonce\" is not 64 hexadecimal characters");
        }
        if (relays < 0 || relays > MOST_RELAYS) {
            throw new IllegalArgumentException("it went through more than " + MOST_RELAYS + " relays");
        }
    }

    /** A request that was never made before. */
    public static TimeRequest random(SecureRandom random) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return new TimeRequest(HexFormat.of().formatHex(nonce), 0);
    }

    /**
     * The same, as a relay passes it up.
     *
     * @throws IllegalArgumentException if it went through too many of them
     */
    public TimeRequest relayed() {
        return new TimeRequest(nonce, relays + 1);
    }

    /** As it goes over the wire. */
    public byte[] toJson() {
        return CanonicalJson.encode(JsonNodeFactory.instance
                .objectNode()
                .put("format", 1)
                .put("nonce", nonce)
                .put("relays", relays));
    }

    /**
     * Reads what came over the wire.
     *
     * @throws IllegalArgumentException if it is no such request
     */
    public static TimeRequest read(byte[] json) {
        JsonMembers request = JsonMembers.parse(json);
        request.number("format", 1, 1);
        return new TimeRequest(request.text("nonce"), (int) request.number("relays", 0, MOST_RELAYS));
    }
}
