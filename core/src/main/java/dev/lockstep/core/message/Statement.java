package dev.lockstep.core.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * What one computer says of itself, in its own words: its report as it wrote it, without those below it, and its signature. A relay
 * passes it on as it came; members that this version does not know are part of what was signed.
 *
 * <p>Only what is signed with a computer's own key can be told by somebody else. A computer of an earlier version signs nothing, and
 * is believed over its own connection only. Immutable.
 */
public final class Statement {
    /** The most bytes that a statement may have, so that one computer cannot take the room of the others. */
    public static final int MAXIMUM_BYTES = 1 << 20;

    private static final int FORMAT = 1;
    private static final String SIGNED = "signed";
    private static final String SIGNATURE = "signature";
    private static final String ALGORITHM = "SHA256withECDSA";
    private static final int LONGEST_TEXT = 1024;

    /** In front of what is signed, so that no signature of this key means anything else. */
    private static final byte[] PURPOSE = "lockstep report\n".getBytes(StandardCharsets.UTF_8);

    private final ObjectNode json;
    private final ComputerReport report;
    private final Optional<Signed> signed;
    private final int length;
    /** Null until it was asked for. */
    private final AtomicReference<Optional<Fingerprint>> speaker = new AtomicReference<>();

    private Statement(ObjectNode json, ComputerReport report, Optional<Signed> signed) {
        this.json = json;
        this.report = report;
        this.signed = signed;
        this.length = CanonicalJson.encode(json).length;
        if (length > MAXIMUM_BYTES) {
            throw new JsonFormatException("a computer says more than " + MAXIMUM_BYTES + " bytes of itself");
        }
    }

    /** A report that nobody signed. */
    public static Statement unsigned(ComputerReport report) {
        ComputerReport alone = report.withDownstream(List.of());
        return new Statement(NodeJson.statement(alone), alone, Optional.empty());
    }

    /**
     * Signs a report.
     *
     * @param number higher than that of every earlier one
     * @param key of the computer that the report is about
     */
    public static Statement sign(ComputerReport report, long number, KeyAndChain key) {
        ObjectNode json = NodeJson.statement(report.withDownstream(List.of()));
        ObjectNode proof = json.putObject(SIGNED);
        proof.put("format", FORMAT);
        proof.put("key", base64(key.certificate().getPublicKey().getEncoded()));
        proof.put("number", number);
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(key.key());
            signature.update(content(json));
            proof.put(SIGNATURE, base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of this computer cannot sign", e);
        }
        return read(JsonMembers.of(json, ""));
    }

    /**
     * Reads one that was kept.
     *
     * @throws MalformedMessageException if it is none
     */
    public static Statement read(JsonNode kept) throws MalformedMessageException {
        try {
            return read(JsonMembers.of(kept, ""));
        } catch (JsonFormatException e) {
            throw new MalformedMessageException(e.getMessage(), e);
        }
    }

    /** Reads one that is a part of a message. */
    static Statement read(JsonMembers message) {
        ObjectNode own = JsonNodeFactory.instance.objectNode();
        own.setAll(message.object());
        own.remove(List.of("format", "downstream"));
        ComputerReport report = NodeJson.alone(message);
        Optional<Signed> signed = message.has(SIGNED) ? Signed.read(message.members(SIGNED)) : Optional.empty();
        return new Statement(own, report, signed);
    }

    /** What the computer said, without those below it. */
    public ComputerReport report() {
        return report;
    }

    /** Whether it has a signature, right or wrong, of a kind that this version knows. */
    public boolean isSigned() {
        return signed.isPresent();
    }

    /** Its number, by which a later one is told from an earlier one; zero if it is not signed. */
    public long number() {
        return signed.map(Signed::number).orElse(0L);
    }

    /** The key that it is signed with; empty if there is no signature, or a wrong one. The first call verifies, which takes a while. */
    public Optional<Fingerprint> speaker() {
        Optional<Fingerprint> known = speaker.get();
        if (known == null) {
            known = signed.filter(proof -> proof.isOf(content(json))).map(proof -> Fingerprint.ofKey(proof.key()));
            speaker.set(known);
        }
        return known;
    }

    /** How many bytes it has. */
    public int length() {
        return length;
    }

    /** As it is kept and passed on. The caller's own. */
    public ObjectNode json() {
        return json.deepCopy();
    }

    private static byte[] content(ObjectNode json) {
        ObjectNode content = JsonNodeFactory.instance.objectNode();
        content.setAll(json);
        ObjectNode proof = JsonNodeFactory.instance.objectNode();
        proof.setAll((ObjectNode) json.get(SIGNED));
        proof.remove(SIGNATURE);
        content.set(SIGNED, proof);
        byte[] canonical = CanonicalJson.encode(content);
        byte[] whole = Arrays.copyOf(PURPOSE, PURPOSE.length + canonical.length);
        System.arraycopy(canonical, 0, whole, PURPOSE.length, canonical.length);
        return whole;
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Statement statement && json.equals(statement.json);
    }

    @Override
    public int hashCode() {
        return json.hashCode();
    }

    @Override
    public String toString() {
        return report.name() + " (" + report.id() + ")" + (isSigned() ? " number " + number() : " without a signature");
    }

    /** The signature of a statement. */
    private record Signed(PublicKey key, long number, String signature) {
        /** Empty for a format of a later version: it is as good as no signature here. */
        static Optional<Signed> read(JsonMembers proof) {
            if (proof.number("format", 1, Integer.MAX_VALUE) != FORMAT) {
                return Optional.empty();
            }
            PublicKey key = proof.parsed("key", text -> {
                try {
                    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(bytes(text)));
                } catch (GeneralSecurityException e) {
                    throw new IllegalArgumentException("it is no public key of a computer", e);
                }
            });
            return Optional.of(
                    new Signed(key, proof.number("number", 1, 1L << 53), proof.parsed(SIGNATURE, Signed::checked)));
        }

        private static String checked(String text) {
            if (bytes(text).length == 0) {
                throw new IllegalArgumentException("it is empty");
            }
            return text;
        }

        private static byte[] bytes(String text) {
            if (text.length() > LONGEST_TEXT) {
                throw new IllegalArgumentException("it is too long");
            }
            return Base64.getDecoder().decode(text);
        }

        boolean isOf(byte[] content) {
            try {
                Signature verification = Signature.getInstance(ALGORITHM);
                verification.initVerify(key);
                verification.update(content);
                return verification.verify(bytes(signature));
            } catch (GeneralSecurityException e) {
                return false;
            }
        }
    }
}
