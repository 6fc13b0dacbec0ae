package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Signature;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;

/** Signs with an Ed25519 key (RFC 8032) that is in memory. Thread-safe. */
public final class Ed25519Signer implements Signer {
    private final PrivateKey privateKey;
    private final Key publicKey;

    private Ed25519Signer(PrivateKey privateKey, Key publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
    }

    /** Makes a new key. */
    public static Ed25519Signer generate() {
        return generate(new SecureRandom());
    }

    /** Makes a new key from a source of randomness. */
    public static Ed25519Signer generate(SecureRandom random) {
        KeyPair pair = keyPair(random);
        return new Ed25519Signer(pair.getPrivate(), publicKey(pair));
    }

    /**
     * The signer of an existing key.
     *
     * @throws IllegalArgumentException if it is not an Ed25519 key with its seed at hand
     */
    static Ed25519Signer of(PrivateKey privateKey) {
        if (!(privateKey instanceof EdECPrivateKey key)
                || !NamedParameterSpec.ED25519.getName().equals(key.getParams().getName())) {
            throw new IllegalArgumentException("not an Ed25519 key");
        }
        byte[] seed = key.getBytes().orElseThrow(() -> new IllegalArgumentException("the key does not give its seed"));
        // A private key in PKCS#8 comes without its public half, and the JDK computes that only when it makes a pair.
        KeyPair pair = keyPair(new FixedSeed(seed));
        if (!Arrays.equals(pair.getPrivate().getEncoded(), privateKey.getEncoded())) {
            throw new IllegalArgumentException("the public half of the key cannot be computed");
        }
        return new Ed25519Signer(privateKey, publicKey(pair));
    }

    private static KeyPair keyPair(SecureRandom random) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(NamedParameterSpec.ED25519, random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java from 15 on has Ed25519", e);
        }
    }

    private static Key publicKey(KeyPair pair) {
        return PublicKeyFile.key(pair.getPublic().getEncoded());
    }

    PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public Key publicKey() {
        return publicKey;
    }

    @Override
    public Signature sign(byte[] bytes) {
        try {
            java.security.Signature signature = java.security.Signature.getInstance("Ed25519");
            signature.initSign(privateKey);
            signature.update(bytes);
            return new Signature(keyId(), HexFormat.of().formatHex(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with Ed25519 failed", e);
        }
    }

    /** A source of "randomness" that gives the seed of a key that exists already. */
    private static final class FixedSeed extends SecureRandom {
        private final byte[] seed;

        FixedSeed(byte[] seed) {
            this.seed = seed.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            System.arraycopy(seed, 0, bytes, 0, bytes.length);
        }
    }
}
