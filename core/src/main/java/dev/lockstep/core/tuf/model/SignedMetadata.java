package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A metadata file (section 4.2): what it says, its signatures, and the bytes in which it came.
 *
 * <p>Signatures are over the canonical form of the tree that was received, with all members that this software does not
 * know, never over a value written again. The bytes are kept, because hashes are over them and mirrors pass them on.
 *
 * @param <T> what the file says
 */
public final class SignedMetadata<T extends RoleMetadata> {
    /** The version of the specification that files written here follow. */
    public static final String SPECIFICATION = "1.0.34";

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int DATE_LENGTH = "2026-01-01T00:00:00Z".length();

    private final T signed;
    private final List<Signature> signatures;
    private final byte[] signedBytes;
    private final byte[] received;

    private SignedMetadata(T signed, List<Signature> signatures, byte[] signedBytes, byte[] received) {
        this.signed = signed;
        this.signatures = List.copyOf(signatures);
        this.signedBytes = signedBytes;
        this.received = received;
    }

    /**
     * Reads a file. Nothing is verified but its form, its type and that it follows version 1 of the specification.
     *
     * @throws IllegalArgumentException if it is not JSON ({@code JsonFormatException}) or not metadata of this type
     *     ({@link MetadataFormatException})
     */
    public static <T extends RoleMetadata> SignedMetadata<T> parse(byte[] received, MetadataType<T> type) {
        byte[] copy = received.clone();
        JsonNode file = StrictJson.parse(copy);
        try {
            return read(JsonMembers.of(file, ""), type, copy);
        } catch (JsonFormatException e) {
            throw new MetadataFormatException(e.getMessage());
        }
    }

    private static <T extends RoleMetadata> SignedMetadata<T> read(
            JsonMembers file, MetadataType<T> type, byte[] received) {
        JsonMembers signed = file.members("signed");
        if (!signed.text("_type").equals(type.wireName())) {
            throw signed.wrong("_type", "is not \"" + type.wireName() + "\"");
        }
        String specification = signed.text("spec_version");
        if (!specification.startsWith("1.")) {
            throw signed.wrong("spec_version", "is not version 1 of the specification");
        }
        List<Signature> signatures = file.objects("signatures", Signature::read);
        return new SignedMetadata<>(type.read(signed), signatures, CanonicalJson.encode(signed.object()), received);
    }

    /** A version: 1 or higher, and low enough that a next one exists. */
    static long version(JsonMembers members) {
        return members.number("version", 1, Long.MAX_VALUE - 1);
    }

    /** A date of exactly the form {@code YYYY-MM-DDTHH:MM:SSZ}. */
    static Instant expires(JsonMembers signed) {
        String text = signed.text("expires");
        try {
            // The length is checked, because the pattern would take years of more than four digits.
            if (text.length() == DATE_LENGTH) {
                return LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeException e) {
            throw signed.wrong("expires", "is not a date: " + e.getMessage());
        }
        throw signed.wrong("expires", "is not a date like 2026-01-31T12:00:00Z");
    }

    /** Makes a file that nobody has signed yet. */
    public static <T extends RoleMetadata> SignedMetadata<T> unsigned(T metadata, MetadataType<T> type) {
        ObjectNode signed = type.write(metadata);
        signed.put("_type", type.wireName());
        signed.put("spec_version", SPECIFICATION);
        signed.put("version", metadata.version());
        signed.put("expires", DATE.format(metadata.expires().atOffset(ZoneOffset.UTC)));
        // Read back, so that a file is never written that would be refused.
        return parse(file(List.of(), signed), type);
    }

    /** The same file with one more signature; one that this key made before is replaced. */
    public SignedMetadata<T> with(Signature signature) {
        List<Signature> all = new ArrayList<>(signatures);
        all.removeIf(old -> old.keyId().equals(signature.keyId()));
        all.add(signature);
        JsonNode tree = StrictJson.parse(received).get("signed");
        return new SignedMetadata<>(signed, all, signedBytes, file(all, tree));
    }

    private static byte[] file(List<Signature> signatures, JsonNode signed) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ArrayNode array = file.putArray("signatures");
        signatures.forEach(
                signature -> array.addObject().put("keyid", signature.keyId()).put("sig", signature.value()));
        file.set("signed", signed);
        return PrettyJson.encode(file);
    }

    /** What the file says. */
    public T signed() {
        return signed;
    }

    /** The signatures in the order of the file; a key can stand there twice, which verification refuses. */
    public List<Signature> signatures() {
        return signatures;
    }

    /** The bytes that signatures are made over. */
    public byte[] signedBytes() {
        return signedBytes.clone();
    }

    /** The file as it was received, or as it is to be written. */
    public byte[] bytes() {
        return received.clone();
    }
}
