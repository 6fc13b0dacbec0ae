package dev.lockstep.core.tuf;

import dev.lockstep.core.store.Digest;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Signatures that were found valid before: a signature that a key made over certain bytes stays one, and verifying it again costs
 * far more than recognising it. A check for updates meets the same files again and again.
 *
 * <p>Whether the key may sign is no matter of this class, and is asked each time. What did not verify is not kept: whoever sends
 * forgeries could fill the memory with them. Safe for use by several threads.
 */
final class ValidSignatures {
    private final Map<Digest, Boolean> known;

    /**
     * Nothing is known yet.
     *
     * @param most how many are kept; those that were not asked for longest are forgotten
     */
    ValidSignatures(int most) {
        known = new LinkedHashMap<>(16, 0.75F, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Digest, Boolean> eldest) {
                return size() > most;
            }
        };
    }

    /**
     * Whether a signature is valid.
     *
     * @param parts all that the answer depends on: the key, its scheme, the signature and what it signs
     * @param verification finds out if it is not known
     */
    boolean holds(List<byte[]> parts, BooleanSupplier verification) {
        Digest name = name(parts);
        synchronized (known) {
            if (known.get(name) != null) {
                return true;
            }
        }
        if (!verification.getAsBoolean()) {
            return false;
        }
        synchronized (known) {
            known.put(name, true);
        }
        return true;
    }

    /** Each part with its length, so that the end of one and the beginning of the next cannot be moved. */
    private static Digest name(List<byte[]> parts) {
        MessageDigest sha256 = Digest.algorithm();
        for (byte[] part : parts) {
            sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, part.length));
            sha256.update(part);
        }
        return Digest.ofHash(sha256.digest());
    }
}
