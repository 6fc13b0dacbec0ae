package dev.lockstep.core.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.store.Blob;

/**
 * How a vendor signs a bundle: its timestamp, made for this bundle and with the bundle's own expiry, names length and hash of the
 * list in a member that TUF does not define (1.0.34 section 4.1 allows such members, and they are signed like all others).
 */
public final class BundleStatement {
    private static final String MEMBER = "lockstep";

    private BundleStatement() {}

    /** The members that a timestamp gets. */
    public static ObjectNode members(byte[] list) {
        ObjectNode members = JsonNodeFactory.instance.objectNode();
        Blob.of(list).write(members.putObject(MEMBER).putObject("bundle"));
        return members;
    }

    /** Whether a timestamp, verified before, was made for the bundle with this list. */
    public static boolean names(byte[] timestamp, byte[] list) {
        JsonNode named = StrictJson.parse(timestamp).path("signed").path(MEMBER).path("bundle");
        Blob blob = Blob.of(list);
        return named.path("sha256").asText().equals(blob.digest().hex())
                && named.path("length").isIntegralNumber()
                && named.path("length").longValue() == blob.length();
    }
}
