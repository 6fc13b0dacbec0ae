package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.DuplicateSignatureException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Signature;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The keys that are at hand for signing. */
public final class KeyRing {
    private final Map<String, Signer> signers = new LinkedHashMap<>();

    private KeyRing(Collection<? extends Signer> signers) {
        signers.forEach(signer -> this.signers.put(signer.keyId(), signer));
    }

    /** A ring of these keys; one that is given twice is there once. */
    public static KeyRing of(Signer... signers) {
        return new KeyRing(Arrays.asList(signers));
    }

    /** A ring of these keys; one that is given twice is there once. */
    public static KeyRing of(Collection<? extends Signer> signers) {
        return new KeyRing(signers);
    }

    /** Whether the keys at hand meet the threshold of a role. */
    boolean canSign(Authority authority) {
        return count(authority) >= authority.role().threshold();
    }

    void requireFor(Authority authority) throws SignersMissingException {
        if (!canSign(authority)) {
            throw new SignersMissingException(
                    authority.roleName(), authority.role().threshold(), count(authority));
        }
    }

    private int count(Authority authority) {
        return (int)
                authority.role().keyIds().stream().filter(signers::containsKey).count();
    }

    /**
     * Signs metadata with every key at hand that one of the authorities names, and checks that each of their thresholds is
     * met.
     */
    <T extends RoleMetadata> SignedMetadata<T> sign(T metadata, MetadataType<T> type, List<Authority> authorities)
            throws SignersMissingException {
        SignedMetadata<T> signed = signInPart(SignedMetadata.unsigned(metadata, type), authorities);
        for (Authority authority : authorities) {
            requireThreshold(signed, authority);
        }
        return signed;
    }

    /** Adds the signatures of the keys at hand that one of the authorities names, however few they are. */
    <T extends RoleMetadata> SignedMetadata<T> signInPart(SignedMetadata<T> file, List<Authority> authorities) {
        SignedMetadata<T> signed = file;
        for (Signer signer : signers.values()) {
            boolean wanted = authorities.stream()
                    .anyMatch(authority -> authority.role().keyIds().contains(signer.keyId()));
            if (wanted) {
                signed = signed.with(signer.sign(signed.signedBytes()));
            }
        }
        return signed;
    }

    /** The identifiers of the keys of a role that have signed a file. */
    static List<String> signed(SignedMetadata<?> file, Authority authority) {
        return file.signatures().stream()
                .filter(signature -> isValid(file, signature, authority))
                .map(Signature::keyId)
                .distinct()
                .toList();
    }

    /** Adds the signatures of another copy of a file, as far as they verify. */
    static <T extends RoleMetadata> SignedMetadata<T> merge(
            SignedMetadata<T> file, SignedMetadata<T> other, List<Authority> authorities)
            throws UnusableDraftException {
        if (!Arrays.equals(file.signedBytes(), other.signedBytes())) {
            throw new UnusableDraftException("the other one is of another change");
        }
        SignedMetadata<T> merged = file;
        for (Signature signature : other.signatures()) {
            if (authorities.stream().anyMatch(authority -> isValid(file, signature, authority))) {
                merged = merged.with(signature);
            }
        }
        return merged;
    }

    private static boolean isValid(SignedMetadata<?> file, Signature signature, Authority authority) {
        return Signatures.isValid(file.signedBytes(), signature, authority);
    }

    static void requireThreshold(SignedMetadata<?> signed, Authority authority) throws SignersMissingException {
        int threshold = authority.role().threshold();
        int valid = countValid(signed, authority);
        if (valid < threshold) {
            throw new SignersMissingException(authority.roleName(), threshold, valid);
        }
    }

    private static int countValid(SignedMetadata<?> signed, Authority authority) {
        try {
            return Signatures.count(signed, authority);
        } catch (DuplicateSignatureException e) {
            // As good as unsigned: no client would read it.
            return 0;
        }
    }
}
