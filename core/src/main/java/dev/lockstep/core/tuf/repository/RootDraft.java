package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.VersionMismatchException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.util.List;

/**
 * The next root on its way from signer to signer, so that no computer ever holds the keys of two of them.
 *
 * <p>A value: signing gives another draft.
 */
public final class RootDraft {
    private final SignedMetadata<Root> file;
    private final Root before;

    RootDraft(SignedMetadata<Root> file, Root before) {
        this.file = file;
        this.before = before;
    }

    static RootDraft read(byte[] draft, Root before) throws TufException {
        SignedMetadata<Root> file;
        try {
            file = SignedMetadata.parse(draft, MetadataType.ROOT);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException("root", e);
        }
        if (file.signed().version() != before.version() + 1) {
            throw new VersionMismatchException(
                    "root", before.version() + 1, file.signed().version());
        }
        return new RootDraft(file, before);
    }

    /** What the root will say: who may sign what from then on. */
    public Root root() {
        return file.signed();
    }

    /** The draft with one more signature. A key that neither root knows signs nothing. */
    public RootDraft sign(KeyRing keys) {
        return new RootDraft(
                keys.signInPart(file, List.of(before.authority("root"), root().authority("root"))), before);
    }

    /**
     * How many signatures of keys of the root before it are still needed.
     *
     * @throws TufException if a key stands in the draft twice
     */
    public int missingOfOldKeys() throws TufException {
        return missing(before.authority("root"));
    }

    /**
     * How many signatures of its own keys are still needed.
     *
     * @throws TufException if a key stands in the draft twice
     */
    public int missingOfNewKeys() throws TufException {
        return missing(root().authority("root"));
    }

    private int missing(Authority authority) throws TufException {
        return Math.max(0, authority.role().threshold() - Signatures.count(file, authority));
    }

    /** The draft as a file, to be carried to the next signer. */
    public byte[] bytes() {
        return file.bytes();
    }

    SignedMetadata<Root> file() {
        return file;
    }
}
