package dev.lockstep.signing.repository;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.pki.Pem;
import dev.lockstep.core.tuf.model.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * Public keys in PEM files ({@code PUBLIC KEY}, RFC 7468), as OpenSSL writes and reads them: what the holder of a key gives
 * to those who make it count.
 */
public final class PublicKeyFile {
    private static final String LABEL = "PUBLIC KEY";
    /** What stands before the 32 bytes of an Ed25519 key (RFC 8410). */
    private static final byte[] ED25519 = HexFormat.of().parseHex("302a300506032b6570032100");
    /** What stands before the 65 bytes of a point on the curve P-256 (RFC 5480). */
    private static final byte[] P256 = HexFormat.of().parseHex("3059301306072a8648ce3d020106082a8648ce3d030107034200");

    private static final int ED25519_BYTES = 32;
    private static final int P256_BYTES = 65;

    private PublicKeyFile() {}

    /**
     * Reads a public key.
     *
     * @throws UnusableKeyFileException if it is no key on Ed25519 or P-256
     */
    public static Key read(Path file) throws IOException, UnusableKeyFileException {
        Pem.Block block = KeyFile.block(file, LABEL)
                .orElseThrow(() -> new UnusableKeyFileException(file, "there is no PUBLIC KEY in it"));
        try {
            return key(block.bytes());
        } catch (IllegalArgumentException e) {
            throw new UnusableKeyFileException(file, e.getMessage(), e);
        }
    }

    /** Writes a public key. */
    public static void write(Path file, Key key) throws IOException {
        DurableFiles.write(file, pem(key).getBytes(StandardCharsets.US_ASCII));
    }

    /**
     * The key of its encoded form (X.509's SubjectPublicKeyInfo).
     *
     * @throws IllegalArgumentException if it is no key on Ed25519 or P-256
     */
    static Key key(byte[] encoded) {
        if (isOf(encoded, ED25519, ED25519_BYTES)) {
            return Key.ed25519(HexFormat.of().formatHex(encoded, ED25519.length, encoded.length));
        }
        if (isOf(encoded, P256, P256_BYTES)) {
            return Key.ecdsaP256(Pem.write(LABEL, encoded));
        }
        throw new IllegalArgumentException("it is neither an Ed25519 key nor one on the curve P-256");
    }

    private static boolean isOf(byte[] encoded, byte[] prefix, int length) {
        return encoded.length == prefix.length + length && Arrays.mismatch(encoded, prefix) == prefix.length;
    }

    private static String pem(Key key) {
        if (key.type().equals("ed25519")) {
            byte[] point = HexFormat.of().parseHex(key.publicValue());
            byte[] encoded = Arrays.copyOf(ED25519, ED25519.length + point.length);
            System.arraycopy(point, 0, encoded, ED25519.length, point.length);
            return Pem.write(LABEL, encoded);
        }
        return key.publicValue();
    }
}
