package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Signature;

/** Something that can sign: a key in memory, or one in a token or a service that never gives it out. */
public interface Signer {
    /** The public half, as metadata lists it. */
    Key publicKey();

    /** Signs bytes. */
    Signature sign(byte[] bytes);

    /** The identifier of the key. */
    default String keyId() {
        return publicKey().id();
    }
}
