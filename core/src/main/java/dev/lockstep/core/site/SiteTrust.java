package dev.lockstep.core.site;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.ExpiredMetadataException;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * What this computer trusts of the site that it belongs to: the first one that it met, or the one whose root was put in place
 * before, and from there whatever that site signs (TUF 1.0.34 section 5).
 *
 * <p>Freshness is the site's duty, so nothing that has expired is used. A server of another site is refused until somebody says
 * on this computer that it is right. Nothing is ever deleted here because of a refusal. Safe for use by several threads: one
 * operation at a time.
 */
public final class SiteTrust {
    private final Path folder;
    private final Optional<byte[]> pinnedRoot;
    private final Clock clock;

    /**
     * Trust that is kept in a folder.
     *
     * @param folder where the trusted metadata is
     * @param pinnedRoot the first root of the site, if it was put in place before the first contact
     */
    public SiteTrust(Path folder, Optional<byte[]> pinnedRoot, Clock clock) {
        this.folder = folder;
        this.pinnedRoot = pinnedRoot.map(byte[]::clone);
        this.clock = clock;
    }

    /** The site that is trusted; empty before the first contact. */
    public synchronized Optional<SiteFingerprint> fingerprint() {
        try {
            return store().readRoot(1).map(SiteFingerprint::of);
        } catch (IOException e) {
            throw notReadable(e);
        }
    }

    /**
     * Asks a server for what the site says now, verifies it and keeps it.
     *
     * @throws ProblemException if the server cannot be asked, with {@code SITE_CHANGED} if it is of another site, with
     *     {@code SITE_STALE} if what it says has expired, or with {@code UNTRUSTED}; what was trusted before still is
     */
    public synchronized SiteMetadata refresh(Transport server) {
        try {
            DirectoryMetadataStore store = store();
            Optional<byte[]> pinned = store.read("root").isPresent() ? Optional.empty() : firstContact(server);
            try {
                return new SiteReader(store, pinned, ExpiryPolicy.strict(), clock, server).refreshed();
            } catch (TufException e) {
                throw refused(e, store, server);
            }
        } catch (IOException e) {
            throw unreachable(server, e);
        }
    }

    /** What was trusted last, without asking anybody; empty before the first contact, or when it has expired. */
    public synchronized Optional<SiteMetadata> trusted(Transport server) {
        try {
            return Optional.of(
                    new SiteReader(store(), Optional.empty(), ExpiryPolicy.strict(), clock, server).stored());
        } catch (TufException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw notReadable(e);
        }
    }

    /**
     * The site that a server is of, whether it is trusted or not.
     *
     * @throws ProblemException if the server cannot be asked or is of none
     */
    public SiteFingerprint offered(Transport server) {
        try {
            return SiteFingerprint.of(offeredRoot(server).orElseThrow(() -> noSite(server)));
        } catch (IOException e) {
            throw unreachable(server, e);
        }
    }

    /**
     * Trusts the site of a server from now on, in place of the one that was trusted before.
     *
     * @param expected what somebody compared with the server's own words
     * @throws ProblemException with {@code SITE_CHANGED} if it is another one, or as {@link #refresh}; then nothing has changed
     */
    public synchronized SiteMetadata trust(SiteFingerprint expected, Transport server) {
        try {
            byte[] root = offeredRoot(server).orElseThrow(() -> noSite(server));
            if (!SiteFingerprint.of(root).equals(expected)) {
                throw changed(server, expected, SiteFingerprint.of(root));
            }
            // First aside, so that a site that does not verify replaces nothing.
            try {
                new SiteReader(new InMemoryMetadataStore(), Optional.of(root), ExpiryPolicy.strict(), clock, server)
                        .refreshed();
            } catch (TufException e) {
                throw refused(e, new DirectoryMetadataStore(folder), server);
            }
            Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
            DurableFiles.deleteTree(fresh);
            new DirectoryMetadataStore(fresh).write("root", 1, root);
            DurableFiles.write(fresh.resolve("complete"), new byte[0]);
            replace(fresh);
            return refresh(server);
        } catch (IOException e) {
            throw unreachable(server, e);
        }
    }

    private DirectoryMetadataStore store() throws IOException {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        if (Files.exists(fresh.resolve("complete"))) {
            // Somebody said so, and a power cut came between.
            replace(fresh);
        }
        return new DirectoryMetadataStore(folder);
    }

    private void replace(Path fresh) throws IOException {
        DurableFiles.deleteTree(folder);
        DurableFiles.move(fresh, folder);
        Files.deleteIfExists(folder.resolve("complete"));
    }

    private Optional<byte[]> firstContact(Transport server) throws IOException {
        if (pinnedRoot.isPresent()) {
            return pinnedRoot;
        }
        return Optional.of(offeredRoot(server).orElseThrow(() -> noSite(server)));
    }

    /** The first root of the server's site, if it is one; whose, nobody knows. */
    private static Optional<byte[]> offeredRoot(Transport server) throws IOException {
        Optional<byte[]> root = server.read(SiteReader.FIRST_ROOT, SiteReader.LONGEST_ROOT);
        try {
            if (root.isPresent()) {
                SignedMetadata<Root> parsed = SignedMetadata.parse(root.get(), MetadataType.ROOT);
                Signatures.verify(parsed, parsed.signed().authority("root"));
                if (parsed.signed().version() != 1) {
                    throw new IllegalArgumentException("its version is not 1");
                }
            }
            return root;
        } catch (TufException | IllegalArgumentException e) {
            throw problem(ProblemCode.UNTRUSTED, server, "the root of its site is none: " + e.getMessage(), e);
        }
    }

    private static ProblemException refused(TufException reason, DirectoryMetadataStore store, Transport server)
            throws IOException {
        Optional<byte[]> known = store.readRoot(1);
        Optional<byte[]> offered = offeredRoot(server);
        if (known.isPresent() && offered.isPresent() && !Arrays.equals(known.get(), offered.get())) {
            return changed(server, SiteFingerprint.of(known.get()), SiteFingerprint.of(offered.get()));
        }
        if (reason instanceof ExpiredMetadataException) {
            return problem(ProblemCode.SITE_STALE, server, String.valueOf(reason.getMessage()), reason);
        }
        if (reason instanceof MissingMetadataException && offered.isEmpty()) {
            return noSite(server);
        }
        return problem(ProblemCode.UNTRUSTED, server, "of its site, " + reason.getMessage(), reason);
    }

    private static ProblemException changed(Transport server, SiteFingerprint known, SiteFingerprint offered) {
        return ProblemException.of(
                ProblemCode.SITE_CHANGED,
                Map.of(
                        "address", server.sourceName(),
                        "known", known.toString(),
                        "offered", offered.toString()));
    }

    private static ProblemException noSite(Transport server) {
        return ProblemException.of(
                ProblemCode.SOURCE_FOREIGN,
                Map.of("address", server.sourceName(), "reason", "it has no signed assignments"));
    }

    private ProblemException notReadable(IOException e) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.NOT_READABLE,
                        Map.of("file", folder.toString(), "reason", String.valueOf(e.getMessage()))),
                e);
    }

    private static ProblemException unreachable(Transport server, IOException e) {
        return problem(ProblemCode.SOURCE_UNREACHABLE, server, String.valueOf(e.getMessage()), e);
    }

    private static ProblemException problem(ProblemCode code, Transport server, String reason, Exception cause) {
        return new ProblemException(Problem.of(code, Map.of("address", server.sourceName(), "reason", reason)), cause);
    }
}
