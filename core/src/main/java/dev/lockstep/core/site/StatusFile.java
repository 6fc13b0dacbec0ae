package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.Signature;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The status of a site as a file that travels on a medium: what the site says, signed with the key of its targets role, and all its
 * roots, so that whoever knows one of them can verify the rest.
 *
 * <p>Reading proves that the file agrees with itself. Whose it is, is proved by {@link #isOf} alone. Immutable.
 */
public final class StatusFile {
    /** No status file is longer than this, in bytes. */
    public static final int LONGEST = 32 << 20;

    private static final int MOST_ROOTS = 1024;
    private static final String ROLE = "targets";

    private final SiteStatus status;
    private final List<byte[]> roots;

    private StatusFile(SiteStatus status, List<byte[]> roots) {
        this.status = status;
        this.roots = roots;
    }

    /** A file that is not signed yet: the targets key of the site is to sign its member {@code signed}. */
    public static ObjectNode unsigned(SiteStatus status, List<byte[]> roots) {
        ObjectNode file = JsonNodeFactory.instance.objectNode();
        ArrayNode chain = file.putArray("roots");
        roots.forEach(root -> chain.add(Base64.getEncoder().encodeToString(root)));
        file.set("signed", StatusJson.write(status));
        return file;
    }

    /**
     * Reads a file.
     *
     * @throws IllegalArgumentException if it is none, or what it says is not signed by the keys of its own roots
     */
    public static StatusFile read(byte[] json) {
        if (json.length > LONGEST) {
            throw new IllegalArgumentException("it is longer than " + LONGEST + " bytes");
        }
        JsonMembers file = JsonMembers.parse(json);
        SiteStatus status = StatusJson.read(file.members("signed"));
        List<byte[]> roots = file.texts("roots", Base64.getDecoder()::decode);
        if (roots.isEmpty() || roots.size() > MOST_ROOTS) {
            throw new IllegalArgumentException("it has no roots, or too many");
        }
        if (!SiteFingerprint.of(roots.get(0)).equals(status.site())) {
            throw new IllegalArgumentException("its first root is not that of the site that it names");
        }
        requireSigned(file, newest(roots));
        return new StatusFile(status, roots);
    }

    private static Root newest(List<byte[]> roots) {
        SignedMetadata<Root> trusted = SignedMetadata.parse(roots.get(0), MetadataType.ROOT);
        requireSigned(trusted, trusted);
        for (byte[] bytes : roots.subList(1, roots.size())) {
            SignedMetadata<Root> next = SignedMetadata.parse(bytes, MetadataType.ROOT);
            if (next.signed().version() != trusted.signed().version() + 1) {
                throw new IllegalArgumentException("its roots do not follow each other");
            }
            requireSigned(next, trusted);
            requireSigned(next, next);
            trusted = next;
        }
        return trusted.signed();
    }

    private static void requireSigned(SignedMetadata<Root> root, SignedMetadata<Root> by) {
        try {
            Signatures.verify(root, by.signed().authority("root"));
        } catch (TufException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    private static void requireSigned(JsonMembers file, Root root) {
        byte[] signed = CanonicalJson.encode(file.node("signed"));
        Authority authority = root.authority(ROLE);
        Set<String> valid = new HashSet<>();
        for (Signature signature : file.objects("signatures", Signature::read)) {
            if (Signatures.isValid(signed, signature, authority)) {
                valid.add(signature.keyId());
            }
        }
        if (valid.size() < authority.role().threshold()) {
            throw new IllegalArgumentException("what it says is not signed by the site that it names: it was altered");
        }
    }

    /** What the site says. */
    public SiteStatus status() {
        return status;
    }

    /** Whether it is of the site that one of these roots belongs to, such as a site's {@code 1.root.json}. */
    public boolean isOf(byte[] knownRoot) {
        return roots.stream().anyMatch(root -> Arrays.equals(root, knownRoot));
    }
}
