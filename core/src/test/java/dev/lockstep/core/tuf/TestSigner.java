package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Signature;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.HexFormat;

/** A new Ed25519 key: core verifies only, so its tests bring their own. */
public record TestSigner(KeyPair pair) {
    private static final int RAW_KEY = 32;

    public static TestSigner generate() {
        try {
            return new TestSigner(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Key publicKey() {
        byte[] encoded = pair.getPublic().getEncoded();
        return Key.ed25519(HexFormat.of().formatHex(encoded, encoded.length - RAW_KEY, encoded.length));
    }

    public String keyId() {
        return publicKey().id();
    }

    public Signature sign(byte[] bytes) {
        try {
            java.security.Signature signature = java.security.Signature.getInstance("Ed25519");
            signature.initSign(pair.getPrivate());
            signature.update(bytes);
            return new Signature(keyId(), HexFormat.of().formatHex(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
