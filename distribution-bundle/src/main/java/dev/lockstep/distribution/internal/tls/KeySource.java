package dev.lockstep.distribution.internal.tls;

import dev.lockstep.core.pki.KeyAndChain;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** Where the key comes from with which this computer authenticates. Asked by one thread at a time. */
public interface KeySource {
    /**
     * The key that is to be used from now on; made, renewed or read again if it has to be.
     *
     * @throws IOException if a file cannot be read or written
     * @throws GeneralSecurityException if what stands in a file is no usable key
     */
    KeyAndChain current() throws IOException, GeneralSecurityException;
}
