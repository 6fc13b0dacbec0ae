package dev.lockstep.distribution.internal.tls;

import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.pki.SiteAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The site's own certificate authority, made when this computer first distributes, and the certificate that it signs for this
 * computer. The certificate is renewed long before it ends, and when the computer got another name or address.
 *
 * <p>{@code site/tls/authority.pem} is what clients pin: it has to come back from a backup when the computer is reinstalled.
 */
public final class SiteKeySource implements KeySource {
    private static final Logger LOG = LoggerFactory.getLogger(SiteKeySource.class);
    private static final Duration RENEW_BEFORE = Duration.ofDays(240);
    private static final Duration LOOK_EVERY = Duration.ofMinutes(10);
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;

    private final Path authorityFile;
    private final Path serverFile;
    private final String name;
    private final Supplier<Set<String>> names;
    private final InstantSource clock;
    private Optional<KeyAndChain> server = Optional.empty();
    private Optional<FileTime> authorityAsOf = Optional.empty();
    private Instant looked = Instant.MIN;

    /**
     * Keys in a folder.
     *
     * @param name what people call this computer
     * @param names by which names and addresses it is reached at this moment
     */
    public SiteKeySource(Path folder, String name, Supplier<Set<String>> names, InstantSource clock) {
        this.authorityFile = folder.resolve("authority.pem");
        this.serverFile = folder.resolve("server.pem");
        this.name = name;
        this.names = names;
        this.clock = clock;
    }

    @Override
    public KeyAndChain current() throws IOException, GeneralSecurityException {
        Instant now = clock.instant();
        // Asking for the addresses of all interfaces costs more than it is worth every few seconds.
        boolean recently = now.isBefore(looked.plus(LOOK_EVERY)) && !now.isBefore(looked);
        Optional<FileTime> asOf = modified(authorityFile);
        // While a backup is being restored the file is gone for a moment; none is made in its place.
        if (server.isPresent() && (asOf.isEmpty() || (recently && asOf.equals(authorityAsOf)))) {
            return server.get();
        }
        SiteAuthority authority = authority(now);
        KeyAndChain found = usable(authority, now).orElse(null);
        if (found == null) {
            found = authority.issue(name, names.get(), now);
            PemFile.write(serverFile, found);
            LOG.info(
                    "This computer has a new certificate for its port, until {}",
                    found.certificate().getNotAfter().toInstant());
        }
        server = Optional.of(found);
        looked = now;
        authorityAsOf = modified(authorityFile);
        return found;
    }

    /** A backup that was restored brings the authority of before back. */
    private static Optional<FileTime> modified(Path file) throws IOException {
        try {
            return Optional.of(Files.getLastModifiedTime(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private SiteAuthority authority(Instant now) throws IOException {
        Optional<KeyAndChain> kept = PemFile.read(authorityFile);
        if (kept.isPresent()) {
            try {
                return new SiteAuthority(kept.get());
            } catch (IllegalArgumentException e) {
                throw new IOException(
                        authorityFile + " is not the authority of a site; bring it back from a backup", e);
            }
        }
        SiteAuthority made = SiteAuthority.create(name, now);
        PemFile.write(authorityFile, made.self());
        LOG.info(
                "This site has a new certificate authority, {}. Keep a backup of {}: clients trust it and no other.",
                made.self(),
                authorityFile);
        return made;
    }

    /** What was issued before, if it is from this authority, good for long enough, and has all names. */
    private Optional<KeyAndChain> usable(SiteAuthority authority, Instant now) throws IOException {
        Optional<KeyAndChain> kept;
        try {
            kept = PemFile.read(serverFile);
        } catch (IOException e) {
            // The authority issues another, and clients trust that as well.
            LOG.warn("{} is set aside as {}.", e.getMessage(), SetAside.move(serverFile));
            return Optional.empty();
        }
        return kept.filter(old -> old.authority().equals(authority.certificate())
                && old.certificate().getNotAfter().toInstant().isAfter(now.plus(RENEW_BEFORE))
                && old.certificate().getNotBefore().toInstant().isBefore(now)
                && namesOf(old.certificate()).containsAll(names.get()));
    }

    private static Set<String> namesOf(X509Certificate certificate) {
        Set<String> found = new TreeSet<>();
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                int kind = (Integer) entry.get(0);
                if (kind == DNS_NAME || kind == IP_ADDRESS) {
                    found.add(entry.get(1).toString());
                }
            }
            return found;
        } catch (CertificateParsingException e) {
            // It is made anew then.
            LOG.debug("The names in {} cannot be read", certificate.getSubjectX500Principal(), e);
            return Set.of();
        }
    }
}
