package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Digest;
import java.util.Objects;

/**
 * A public key as metadata carries it (section 4.2), known by the SHA-256 of its own canonical form.
 *
 * <p>The whole object is kept, with members that this software does not know: they are part of what the identifier was
 * computed over, and they are written again. A key of an unknown type is a valid value; it only verifies nothing.
 *
 * @param id the hexadecimal SHA-256 of the canonical form of {@code json}
 * @param json the key object; not to be changed
 */
public record Key(String id, JsonNode json) {
    public Key {
        Objects.requireNonNull(id, "id");
        json = json.deepCopy();
        JsonMembers.of(json, "the key");
        String right = identify(json);
        if (!id.equals(right)) {
            throw new MetadataFormatException("the key " + id + " has a wrong identifier, it should be " + right);
        }
    }

    /** The key that a key object describes. */
    public static Key of(JsonNode json) {
        return new Key(identify(json), json);
    }

    /**
     * An Ed25519 key.
     *
     * @param publicValue the 32 bytes of RFC 8032 as 64 hexadecimal characters
     */
    public static Key ed25519(String publicValue) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("keytype", "ed25519").put("scheme", "ed25519");
        json.putObject("keyval").put("public", publicValue);
        return of(json);
    }

    /**
     * An ECDSA key on the curve P-256.
     *
     * @param publicValue the key in PEM
     */
    public static Key ecdsaP256(String publicValue) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("keytype", "ecdsa").put("scheme", "ecdsa-sha2-nistp256");
        json.putObject("keyval").put("public", publicValue);
        return of(json);
    }

    /** The type of the key, for example {@code ed25519}; empty if the object does not say. */
    public String type() {
        return json.path("keytype").asText("");
    }

    /** The way in which it signs, for example {@code rsassa-pss-sha256}; empty if the object does not say. */
    public String scheme() {
        return json.path("scheme").asText("");
    }

    /** The public value: hexadecimal for Ed25519, PEM for the others; empty if there is none. */
    public String publicValue() {
        return json.path("keyval").path("public").asText("");
    }

    private static String identify(JsonNode json) {
        return Digest.of(CanonicalJson.encode(json)).hex();
    }
}
