package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.signing.repository.ProviderSigner;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidParameterException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The keys of a PKCS#11 token, which sign without ever leaving it.
 *
 * <p>Java sees a private key only together with a certificate; {@code keytool} makes both.
 *
 * @param provider Java's own provider for such tokens, with the configuration of this one
 */
record Token(Provider provider) {
    /**
     * The token of a configuration file of Java's SunPKCS11 provider.
     *
     * @throws Failure if there is no such token
     */
    static Token open(Path configuration) throws Failure {
        Provider known = Security.getProvider("SunPKCS11");
        if (known == null) {
            throw new Failure("TOKEN", "This Java has no SunPKCS11 provider (module jdk.crypto.cryptoki).");
        }
        try {
            return new Token(known.configure(configuration.toString()));
        } catch (InvalidParameterException | ProviderException e) {
            throw new Failure("TOKEN", "There is no token as " + configuration + " says: " + reason(e) + ".", e);
        }
    }

    /**
     * The keys in it.
     *
     * @param alias only the key of this name; otherwise all that can sign
     * @throws Failure if the PIN is wrong, or no key fits
     */
    List<Signer> signers(Optional<String> alias, char[] pin) throws Failure {
        List<Signer> signers = new ArrayList<>();
        List<String> others = new ArrayList<>();
        try {
            KeyStore store = KeyStore.getInstance("PKCS11", provider);
            store.load(null, pin);
            for (String name : Collections.list(store.aliases())) {
                if (alias.filter(wanted -> !wanted.equals(name)).isPresent() || !store.isKeyEntry(name)) {
                    continue;
                }
                Optional<Signer> signer = signer(store, name);
                signer.ifPresentOrElse(signers::add, () -> others.add(name));
            }
        } catch (IOException e) {
            throw new Failure("TOKEN-PIN", "The token does not open: " + reason(e) + ".", e);
        } catch (GeneralSecurityException | ProviderException e) {
            throw new Failure("TOKEN", "The token cannot be read: " + reason(e) + ".", e);
        }
        if (signers.isEmpty()) {
            throw new Failure(
                    "TOKEN",
                    "The token has no key"
                            + alias.map(name -> " called " + name).orElse("")
                            + " on the curve P-256 or Ed25519, with a certificate"
                            + (others.isEmpty() ? "." : "; of another kind are " + String.join(", ", others) + "."));
        }
        return signers;
    }

    private Optional<Signer> signer(KeyStore store, String name) throws GeneralSecurityException {
        Certificate certificate = store.getCertificate(name);
        try {
            if (certificate != null && store.getKey(name, null) instanceof PrivateKey key) {
                return Optional.of(new ProviderSigner(key, certificate.getPublicKey(), provider));
            }
            return Optional.empty();
        } catch (UnrecoverableKeyException | IllegalArgumentException e) {
            // A key of another kind is no obstacle to the others; the caller names it if there is none else.
            return Optional.empty();
        }
    }

    /** The innermost reason is PKCS#11's own, such as CKR_PIN_INCORRECT. */
    private static String reason(Throwable failure) {
        String reason = "";
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            reason = cause.getMessage() == null ? reason : cause.getMessage();
        }
        return reason;
    }
}
