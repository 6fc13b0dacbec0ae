package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
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
        SignedMetadata<T> signed = SignedMetadata.unsigned(metadata, type);
        for (Signer signer : signers.values()) {
            boolean wanted = authorities.stream()
                    .anyMatch(authority -> authority.role().keyIds().contains(signer.keyId()));
            if (wanted) {
                signed = signed.with(signer.sign(signed.signedBytes()));
            }
        }
        for (Authority authority : authorities) {
            try {
                Signatures.verify(signed, authority);
            } catch (TufException e) {
                throw new SignersMissingException(
                        authority.roleName(), authority.role().threshold(), count(authority));
            }
        }
        return signed;
    }
}
