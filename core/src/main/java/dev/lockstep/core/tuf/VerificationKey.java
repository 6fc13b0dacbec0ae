package dev.lockstep.core.tuf;

import dev.lockstep.core.pki.Pem;
import dev.lockstep.core.tuf.model.Key;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.EllipticCurve;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A public key that checks signatures with the JDK's own algorithms.
 *
 * @param publicKey the key
 * @param scheme how it signs, as the metadata names it
 * @param material identifies the key whatever its spelling; two keys with the same material count once
 */
record VerificationKey(PublicKey publicKey, String scheme, String material) {
    /** Of the whole process: what is true of a signature does not depend on who asks. */
    private static final ValidSignatures VALID = new ValidSignatures(1_000);

    private static final int RSA_SALT_BYTES = 32;
    private static final int LEAST_RSA_BITS = 2048;
    /** What precedes the 32 bytes of an Ed25519 key in its X.509 form (RFC 8410). */
    private static final String ED25519_PREFIX = "302a300506032b6570032100";

    /** The usable key; empty if its type is unknown or its value does not fit the type. */
    static Optional<VerificationKey> of(Key key) {
        try {
            return switch (key.type() + " " + key.scheme()) {
                case "ed25519 ed25519" -> Optional.of(ed25519(key));
                case "ecdsa ecdsa-sha2-nistp256", "ecdsa-sha2-nistp256 ecdsa-sha2-nistp256" -> Optional.of(ecdsa(key));
                case "rsa rsassa-pss-sha256" -> Optional.of(rsa(key));
                default -> Optional.empty();
            };
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            // An unusable key verifies nothing; the caller decides whether the threshold is met without it.
            return Optional.empty();
        }
    }

    /** Whether the signature was made with this key over these bytes; false for anything that is no signature. */
    boolean verifies(byte[] signed, String hexadecimal) {
        List<byte[]> parts = List.of(
                publicKey.getEncoded(),
                scheme.getBytes(StandardCharsets.UTF_8),
                hexadecimal.getBytes(StandardCharsets.UTF_8),
                signed);
        return VALID.holds(parts, () -> isSignature(signed, hexadecimal));
    }

    private boolean isSignature(byte[] signed, String hexadecimal) {
        try {
            Signature signature = algorithm();
            signature.initVerify(publicKey);
            signature.update(signed);
            return signature.verify(HexFormat.of().parseHex(hexadecimal));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    private Signature algorithm() throws GeneralSecurityException {
        return switch (scheme) {
            case "ed25519" -> Signature.getInstance("Ed25519");
            case "ecdsa-sha2-nistp256" -> Signature.getInstance("SHA256withECDSA");
            default -> rsaPss();
        };
    }

    private static Signature rsaPss() throws GeneralSecurityException {
        Signature pss = Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, RSA_SALT_BYTES, 1));
        return pss;
    }

    private static VerificationKey ed25519(Key key) throws GeneralSecurityException {
        String hexadecimal = key.publicValue().toLowerCase(Locale.ROOT);
        if (hexadecimal.length() != 64) {
            throw new IllegalArgumentException("an Ed25519 key has 64 hexadecimal characters");
        }
        byte[] encoded = HexFormat.of().parseHex(ED25519_PREFIX + hexadecimal);
        PublicKey publicKey = KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        return new VerificationKey(publicKey, key.scheme(), "ed25519 " + hexadecimal);
    }

    private static VerificationKey ecdsa(Key key) throws GeneralSecurityException {
        ECPublicKey publicKey = (ECPublicKey) fromPem(key, "EC");
        if (!publicKey.getParams().getCurve().equals(p256())) {
            throw new IllegalArgumentException("not a key on the curve P-256");
        }
        var point = publicKey.getW();
        return new VerificationKey(publicKey, key.scheme(), "ecdsa " + point.getAffineX() + " " + point.getAffineY());
    }

    private static EllipticCurve p256() throws GeneralSecurityException {
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
        parameters.init(new ECGenParameterSpec("secp256r1"));
        return parameters.getParameterSpec(ECParameterSpec.class).getCurve();
    }

    private static VerificationKey rsa(Key key) throws GeneralSecurityException {
        RSAPublicKey publicKey = (RSAPublicKey) fromPem(key, "RSA");
        if (publicKey.getModulus().bitLength() < LEAST_RSA_BITS) {
            throw new IllegalArgumentException("an RSA key below " + LEAST_RSA_BITS + " bits");
        }
        // Whoever knows the factors of a modulus can sign with any exponent.
        return new VerificationKey(publicKey, key.scheme(), "rsa " + publicKey.getModulus());
    }

    private static PublicKey fromPem(Key key, String algorithm) throws GeneralSecurityException {
        Pem.Block encoded = Pem.blocks(key.publicValue()).stream()
                .filter(block -> block.label().equals("PUBLIC KEY"))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no PUBLIC KEY"));
        return KeyFactory.getInstance(algorithm).generatePublic(new X509EncodedKeySpec(encoded.bytes()));
    }
}
