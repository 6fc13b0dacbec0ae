package dev.lockstep.core.pki;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The certificate authority that a computer makes for itself when it begins to distribute. It signs the certificates of this
 * one computer and nothing else, so whoever pins it knows whom they talk to by any name and address. Never changes.
 *
 * <p>Its certificates hold since a year before they were made: a client whose clock is behind by months has to reach its server
 * in order to learn the time.
 */
public final class SiteAuthority {
    private static final String ORGANISATION = "Lockstep site authority";
    private static final Duration BACKDATED = Duration.ofDays(365);
    private static final Duration AUTHORITY_LIFETIME = Duration.ofDays(50L * 365);
    private static final Duration SERVER_LIFETIME = Duration.ofDays(365);

    private final KeyAndChain self;

    /** An authority that was made before. */
    public SiteAuthority(KeyAndChain self) {
        this.self = self;
        if (self.chain().size() != 1 || !isSiteAuthority(self.certificate())) {
            throw new IllegalArgumentException("it is not the authority of a site");
        }
    }

    /** Makes a new one. */
    public static SiteAuthority create(String site, Instant now) {
        var keys = CertificateForm.newKeys();
        var subject = new CertificateForm.Name(ORGANISATION, site);
        var form = new CertificateForm(
                subject,
                keys.getPublic(),
                now.minus(BACKDATED),
                now.plus(AUTHORITY_LIFETIME),
                List.of(
                        CertificateForm.authority(),
                        CertificateForm.signsCertificates(),
                        CertificateForm.subjectKey(keys.getPublic())));
        return new SiteAuthority(
                new KeyAndChain(keys.getPrivate(), List.of(form.signedBy(subject.der(), keys.getPrivate()))));
    }

    /**
     * A new key for this computer's service, with a certificate for a year.
     *
     * @param name the computer's name, for people
     * @param names all DNS names and IP addresses by which it is reached
     */
    public KeyAndChain issue(String name, Collection<String> names, Instant now) {
        var keys = CertificateForm.newKeys();
        var form = new CertificateForm(
                new CertificateForm.Name("Lockstep server", name),
                keys.getPublic(),
                now.minus(BACKDATED),
                now.plus(SERVER_LIFETIME),
                List.of(
                        CertificateForm.noAuthority(),
                        CertificateForm.signsHandshakes(),
                        CertificateForm.forServers(),
                        CertificateForm.names(names),
                        CertificateForm.subjectKey(keys.getPublic()),
                        CertificateForm.authorityKey(certificate().getPublicKey())));
        X509Certificate signed =
                form.signedBy(certificate().getSubjectX500Principal().getEncoded(), self.key());
        return new KeyAndChain(keys.getPrivate(), List.of(signed, certificate()));
    }

    public X509Certificate certificate() {
        return self.certificate();
    }

    /** As it is kept on disk. */
    public KeyAndChain self() {
        return self;
    }

    /**
     * Whether a certificate is an authority of this kind. It vouches for one computer only, so that computer need not be known
     * by the name it was reached by.
     */
    public static boolean isSiteAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() == 0
                && certificate.getSubjectX500Principal().getName().endsWith(",O=" + ORGANISATION);
    }
}
