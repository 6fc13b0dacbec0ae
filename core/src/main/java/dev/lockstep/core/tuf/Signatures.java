package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Signature;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Whether enough of the right keys have signed a file (sections 4.2 and 5.3.4).
 *
 * <p>Keys are counted by identifier and by key material, so that one key in two spellings does not meet a threshold of two. An
 * unusable signature is skipped, because the others may be enough; two signatures with one key identifier make the file
 * invalid.
 *
 * <p>All methods are thread-safe.
 */
public final class Signatures {
    /** Java's own, because the program for vendors and operators has no other. */
    private static final System.Logger LOG = System.getLogger(Signatures.class.getName());

    private Signatures() {}

    /**
     * Checks the signatures of a file.
     *
     * @throws SignatureThresholdException if fewer keys than the role's threshold have signed it
     * @throws DuplicateSignatureException if a key identifier occurs twice
     */
    public static void verify(SignedMetadata<?> metadata, Authority authority)
            throws SignatureThresholdException, DuplicateSignatureException {
        require(count(metadata, authority), authority);
    }

    /** Checks the signatures of something that is signed like metadata but is not metadata, as the other method does. */
    public static void verify(byte[] signed, List<Signature> signatures, Authority authority)
            throws SignatureThresholdException, DuplicateSignatureException {
        require(count(signed, signatures, authority), authority);
    }

    private static void require(int valid, Authority authority) throws SignatureThresholdException {
        int required = authority.role().threshold();
        if (valid < required) {
            throw new SignatureThresholdException(authority.roleName(), required, valid);
        }
    }

    /**
     * How many distinct keys of the role have signed a file, to show how many signatures are missing.
     *
     * @throws DuplicateSignatureException if a key identifier occurs twice
     */
    public static int count(SignedMetadata<?> metadata, Authority authority) throws DuplicateSignatureException {
        return count(metadata.signedBytes(), metadata.signatures(), authority);
    }

    private static int count(byte[] signed, List<Signature> signatures, Authority authority)
            throws DuplicateSignatureException {
        Set<String> seen = new HashSet<>();
        for (Signature signature : signatures) {
            if (!seen.add(signature.keyId())) {
                throw new DuplicateSignatureException(authority.roleName(), signature.keyId());
            }
        }
        Set<String> materials = new HashSet<>();
        for (Signature signature : signatures) {
            Optional<VerificationKey> key = usableKey(signature, authority);
            if (key.isEmpty()) {
                ignored(signature, authority, "the role has no such key, or one that cannot be used");
            } else if (!key.get().verifies(signed, signature.value())) {
                ignored(signature, authority, "it is not this key's over this file");
            } else if (!materials.add(key.get().material())) {
                ignored(signature, authority, "the same key has signed under another identifier");
            }
        }
        return materials.size();
    }

    private static void ignored(Signature signature, Authority authority, String reason) {
        LOG.log(
                System.Logger.Level.DEBUG,
                () -> "A signature of the " + authority.roleName() + " metadata by the key " + signature.keyId()
                        + " does not count: " + reason);
    }

    /** Whether a signature is valid and was made with a key of the role. */
    public static boolean isValid(byte[] signed, Signature signature, Authority authority) {
        return usableKey(signature, authority)
                .filter(key -> key.verifies(signed, signature.value()))
                .isPresent();
    }

    /**
     * Whether a key of the role has signed something else than what stands here now. Of a file that was verified once, that tells
     * damage from keys that were exchanged since.
     */
    static boolean isAltered(SignedMetadata<?> metadata, Authority authority) {
        return metadata.signatures().stream()
                .anyMatch(signature -> usableKey(signature, authority)
                        .filter(key -> !key.verifies(metadata.signedBytes(), signature.value()))
                        .isPresent());
    }

    private static Optional<VerificationKey> usableKey(Signature signature, Authority authority) {
        if (!authority.role().keyIds().contains(signature.keyId())) {
            return Optional.empty();
        }
        Key key = authority.keys().get(signature.keyId());
        return key == null ? Optional.empty() : VerificationKey.of(key);
    }
}
