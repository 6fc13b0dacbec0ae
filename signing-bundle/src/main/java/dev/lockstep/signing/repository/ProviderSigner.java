package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Signature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.util.HexFormat;

/**
 * Signs with a key that a security provider holds and never gives out, such as one in a PKCS#11 token: Ed25519, or ECDSA on
 * the curve P-256, as few tokens know the former. As thread-safe as its provider.
 */
public final class ProviderSigner implements Signer {
    private final PrivateKey privateKey;
    private final Key publicKey;
    private final Provider provider;

    /**
     * The signer of a key pair.
     *
     * @param privateKey the handle that the provider gave
     * @throws IllegalArgumentException if the public half is on another curve
     */
    public ProviderSigner(PrivateKey privateKey, PublicKey publicKey, Provider provider) {
        this.privateKey = privateKey;
        this.publicKey = PublicKeyFile.key(publicKey.getEncoded());
        this.provider = provider;
    }

    @Override
    public Key publicKey() {
        return publicKey;
    }

    /**
     * Signs bytes.
     *
     * @throws UncheckedIOException if the token does not sign, as it was taken away or its session has ended
     */
    @Override
    public Signature sign(byte[] bytes) {
        String algorithm = publicKey.type().equals("ed25519") ? "Ed25519" : "SHA256withECDSA";
        try {
            java.security.Signature signature = java.security.Signature.getInstance(algorithm, provider);
            signature.initSign(privateKey);
            signature.update(bytes);
            return new Signature(keyId(), HexFormat.of().formatHex(signature.sign()));
        } catch (GeneralSecurityException | ProviderException e) {
            throw new UncheckedIOException(
                    new IOException("the key in " + provider.getName() + " did not sign: " + e.getMessage(), e));
        }
    }
}
