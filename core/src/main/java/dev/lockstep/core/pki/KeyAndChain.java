package dev.lockstep.core.pki;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * What a computer authenticates with: a private key, and the certificates from its public key to an authority. Immutable. Not a
 * record, because the key must never appear in a log.
 */
public final class KeyAndChain {
    private static final Duration BACKDATED = Duration.ofDays(365);
    private static final Duration COMPUTER_LIFETIME = Duration.ofDays(100L * 365);

    private final PrivateKey key;
    private final List<X509Certificate> chain;

    /** The own certificate stands first, the authority's last. */
    public KeyAndChain(PrivateKey key, List<X509Certificate> chain) {
        this.key = Objects.requireNonNull(key, "key");
        this.chain = List.copyOf(chain);
        if (chain.isEmpty()) {
            throw new IllegalArgumentException("there is no certificate");
        }
    }

    /**
     * A new key for a computer that takes updates. Its certificate is signed by itself and is only the envelope of the key,
     * which is what a server admits; so it does not expire while anybody uses it.
     */
    public static KeyAndChain forComputer(String name, Instant now) {
        var keys = CertificateForm.newKeys();
        var subject = new CertificateForm.Name("Lockstep computer", name);
        var form = new CertificateForm(
                subject,
                keys.getPublic(),
                now.minus(BACKDATED),
                now.plus(COMPUTER_LIFETIME),
                List.of(
                        CertificateForm.noAuthority(),
                        CertificateForm.signsHandshakes(),
                        CertificateForm.forClients(),
                        CertificateForm.subjectKey(keys.getPublic())));
        return new KeyAndChain(keys.getPrivate(), List.of(form.signedBy(subject.der(), keys.getPrivate())));
    }

    public PrivateKey key() {
        return key;
    }

    public List<X509Certificate> chain() {
        return chain;
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** The last certificate of the chain: the one that others pin. */
    public X509Certificate authority() {
        return chain.get(chain.size() - 1);
    }

    /** The fingerprint by which a server knows this computer. */
    public Fingerprint fingerprint() {
        return Fingerprint.ofKey(certificate().getPublicKey());
    }

    @Override
    public String toString() {
        return certificate().getSubjectX500Principal() + " " + fingerprint();
    }
}
