package dev.lockstep.fleet.internal.admission;

import dev.lockstep.core.pki.Fingerprint;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * The secret of a join token as its server keeps it: whoever reads the file cannot use it.
 *
 * @param hash of the secret
 * @param uses how many computers may still use it
 * @param expires until when
 */
record JoinSecret(Fingerprint hash, int uses, Instant expires) {
    /** A plain hash is enough: nobody guesses 128 random bits. */
    static Fingerprint hash(String secret) {
        return Fingerprint.of(secret.getBytes(StandardCharsets.UTF_8));
    }
}
