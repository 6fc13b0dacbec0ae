package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Whether bytes are the ones that were signed: the exact length, and every listed hash that can be computed here; at least one
 * is required.
 */
public final class ContentCheck {
    private static final Map<String, String> ALGORITHMS =
            Map.of("sha256", "SHA-256", "sha384", "SHA-384", "sha512", "SHA-512");
    private static final int BUFFER = 64 * 1024;

    private ContentCheck() {}

    /**
     * Checks a metadata file against what the role above says; hashes and length are checked if they are given.
     *
     * @throws LengthMismatchException if it has another length
     * @throws HashMismatchException if a hash differs
     * @throws UnsupportedHashException if there are hashes, and none can be computed
     */
    public static void verify(String name, byte[] content, MetaFile expected)
            throws LengthMismatchException, HashMismatchException, UnsupportedHashException {
        if (expected.length().isPresent() && expected.length().getAsLong() != content.length) {
            throw new LengthMismatchException(name, expected.length().getAsLong(), content.length);
        }
        if (!expected.hashes().isEmpty()) {
            Map<String, MessageDigest> digests = digests(name, expected.hashes());
            digests.values().forEach(digest -> digest.update(content));
            compare(name, digests, expected.hashes());
        }
    }

    /** Whether content that was verified before is still what the role above describes. */
    static boolean fits(byte[] content, MetaFile expected) {
        try {
            verify("stored", content, expected);
            return true;
        } catch (LengthMismatchException | HashMismatchException | UnsupportedHashException e) {
            return false;
        }
    }

    /**
     * Copies a target while checking it; never more bytes are read than are signed. Make the copy visible only
     * after this method has returned.
     *
     * @throws LengthMismatchException if there are fewer bytes
     * @throws FileTooLongException if there are more
     * @throws HashMismatchException if a hash differs
     * @throws UnsupportedHashException if no listed hash can be computed; this is known before anything is read
     */
    public static void copy(InputStream from, OutputStream to, TargetFile expected)
            throws IOException, LengthMismatchException, FileTooLongException, HashMismatchException,
                    UnsupportedHashException {
        Map<String, MessageDigest> digests = digests(expected.path(), expected.hashes());
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        for (int read = from.read(buffer); read >= 0; read = from.read(buffer)) {
            length += read;
            if (length > expected.length()) {
                throw new FileTooLongException(expected.path(), expected.length());
            }
            for (MessageDigest digest : digests.values()) {
                digest.update(buffer, 0, read);
            }
            to.write(buffer, 0, read);
        }
        if (length != expected.length()) {
            throw new LengthMismatchException(expected.path(), expected.length(), length);
        }
        compare(expected.path(), digests, expected.hashes());
    }

    private static Map<String, MessageDigest> digests(String name, Hashes hashes) throws UnsupportedHashException {
        Map<String, MessageDigest> digests = new LinkedHashMap<>();
        for (String algorithm : hashes.values().keySet()) {
            if (ALGORITHMS.containsKey(algorithm)) {
                digests.put(algorithm, digest(ALGORITHMS.get(algorithm)));
            }
        }
        if (digests.isEmpty()) {
            throw new UnsupportedHashException(name, hashes.values().keySet());
        }
        return digests;
    }

    private static MessageDigest digest(String algorithm) {
        try {
            return MessageDigest.getInstance(algorithm);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + algorithm, e);
        }
    }

    private static void compare(String name, Map<String, MessageDigest> digests, Hashes expected)
            throws HashMismatchException {
        for (Map.Entry<String, MessageDigest> digest : digests.entrySet()) {
            String signed = expected.values().get(digest.getKey()).toLowerCase(Locale.ROOT);
            String actual = HexFormat.of().formatHex(digest.getValue().digest());
            if (!actual.equals(signed)) {
                throw new HashMismatchException(name, digest.getKey(), signed, actual);
            }
        }
    }
}
