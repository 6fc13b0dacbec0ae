package dev.lockstep.core.site;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.ExpiredMetadataException;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.VerifiedOnce;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The trusted metadata of the site that this computer belongs to: the first site that it met, or the one whose root was
 * installed, and from there whatever that site signs (TUF 1.0.34 section 5).
 *
 * <p>Expired metadata is not used, judged by the time that the site tells ({@link SiteClock}) and not by this computer's own
 * clock. The time is requested separately, because an attacker who withholds news can replay a timestamp, but cannot answer a
 * fresh nonce. A server of another site is refused until a person trusts it on this computer. Nothing is ever deleted here
 * because of a refusal. Safe for use by several threads: one operation at a time.
 */
public final class SiteTrust {
    private static final System.Logger LOG = System.getLogger(SiteTrust.class.getName());
    /** No name of a role becomes this file name. */
    private static final String CLOCK = "clock";

    private final Path folder;
    private final Supplier<Optional<byte[]>> pinnedRoot;
    private final InstantSource clock;
    private final SiteClock siteClock;
    private final VerifiedOnce<SiteMetadata> verified;
    private final SecureRandom random = new SecureRandom();

    /**
     * Trust that is kept in a folder.
     *
     * @param folder where the trusted metadata is
     * @param pinnedRoot the first root of the site, if it was put in place before the first contact
     */
    public SiteTrust(Path folder, Supplier<Optional<byte[]>> pinnedRoot, InstantSource clock) {
        this.folder = folder;
        this.pinnedRoot = pinnedRoot;
        this.clock = clock;
        this.siteClock = new SiteClock(folder.resolve(CLOCK), clock);
        this.verified = new VerifiedOnce<>(folder, clock);
    }

    /** The site that is trusted; empty before the first contact. */
    public synchronized Optional<SiteFingerprint> fingerprint() {
        try {
            return firstRoot(store()).map(SiteFingerprint::of);
        } catch (IOException e) {
            throw notReadable(e);
        }
    }

    /**
     * Fetches the site's current metadata from a server, verifies it and keeps it.
     *
     * @throws ProblemException if the server cannot be asked, with {@code SITE_CHANGED} if it is of another site, with
     *     {@code SITE_STALE} if what it says has expired, or with {@code UNTRUSTED}; what was trusted before still is
     */
    public synchronized SiteMetadata refresh(Transport server) {
        try {
            DirectoryMetadataStore store = store();
            Optional<byte[]> known = firstRoot(store);
            Optional<byte[]> pinned = known.isPresent() ? known : firstContact(server);
            try {
                return followed(store, pinned, siteClock, server);
            } catch (TufException e) {
                throw refused(e, store, server);
            }
        } catch (IOException e) {
            throw local(e);
        }
    }

    private SiteMetadata followed(MetadataStore store, Optional<byte[]> pinned, SiteClock time, Transport server)
            throws IOException, TufException {
        TimeRequest request = TimeRequest.random(random);
        Optional<byte[]> answer = ask(server, request);
        SiteMetadata site = new SiteReader(store, pinned, SiteTrust::judgedLater, clock, () -> server)
                .refreshed()
                .value();
        if (answer.isPresent()) {
            time.synchronise(verified(answer.get(), request, site, server), site.timestamp());
        } else {
            requireKnownTime(time, server);
        }
        Optional<ExpiredMetadataException> expired = site.expired(time.now());
        if (expired.isPresent()) {
            throw expired.get();
        }
        return site;
    }

    /** Expiry can only be judged when the time is known, and to verify the time the root is needed. */
    private static ExpiryPolicy.Decision judgedLater(String role, Instant expires, Instant now) {
        return Root.TOP_LEVEL_ROLES.contains(role) ? ExpiryPolicy.Decision.USE_AS_STALE : ExpiryPolicy.Decision.REFUSE;
    }

    /**
     * Asked before the metadata, so that the time is no later than that. A server that does not answer is no reason to stop
     * here.
     */
    private static Optional<byte[]> ask(Transport server, TimeRequest request) {
        try {
            return server.ask(TimeRequest.PATH, request.toJson(), TimeRequest.LONGEST_ANSWER);
        } catch (IOException | ProblemException e) {
            LOG.log(System.Logger.Level.DEBUG, server.sourceName() + " does not tell the time of its site.", e);
            return Optional.empty();
        }
    }

    private static Instant verified(byte[] answer, TimeRequest request, SiteMetadata site, Transport server) {
        try {
            return SignedTime.verified(answer, request, site.site(), site.timestamp());
        } catch (TufException | IllegalArgumentException e) {
            throw problem(
                    ProblemCode.UNTRUSTED,
                    server,
                    Sentence.of("site.time-untrusted", Map.of("cause", Sentence.said(e))),
                    e);
        }
    }

    private void requireKnownTime(SiteClock time, Transport server) {
        Optional<Instant> before = time.setBackFrom();
        if (before.isPresent()) {
            throw ProblemException.of(
                    ProblemCode.SITE_STALE,
                    Map.of(
                            "address",
                            server.sourceName(),
                            "reason",
                            Sentence.of(
                                    "site.clock-set-back", Map.of("now", clock.instant(), "before", before.get()))));
        }
    }

    /** The time for judging what the vendor signed; never earlier than any time that the site told. */
    public Instant time() {
        return siteClock.monotonicNow();
    }

    /** The problem that this computer's clock and the site's were too far apart when last compared, if so. */
    public Optional<Problem> clockProblem() {
        return siteClock.problem();
    }

    /**
     * What was trusted last, without asking anybody, verified again when it has changed; empty before the first contact, or when
     * it has expired.
     *
     * @param server asked for assignments; always the same one, whichever server that is at a time
     */
    public synchronized Optional<SiteMetadata> trusted(Supplier<Transport> server) {
        try {
            DirectoryMetadataStore store = store();
            SiteMetadata site = verified.get(
                    () -> new SiteReader(store, firstRoot(store), SiteTrust::judgedLater, clock, server).stored());
            return site.expired(siteClock.now()).isPresent() ? Optional.empty() : Optional.of(site);
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
            throw local(e);
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
            Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
            DurableFiles.deleteTree(fresh);
            // Into a folder of its own first, so that a site that does not verify replaces nothing.
            try {
                SiteClock aside = new SiteClock(fresh.resolve(CLOCK), clock);
                followed(new InMemoryMetadataStore(), Optional.of(root), aside, server);
            } catch (TufException e) {
                throw refused(e, new DirectoryMetadataStore(folder), server);
            }
            new DirectoryMetadataStore(fresh).write("root", 1, root);
            DurableFiles.write(fresh.resolve("complete"), new byte[0]);
            replace(fresh);
            return refresh(server);
        } catch (IOException e) {
            throw local(e);
        }
    }

    /**
     * The first root, which says what site this is; empty before the first contact. If the disk has damaged it, it is made again from
     * the trusted root while there has been no other, else it comes again with the chain of roots. If neither is left, nothing is
     * followed: whoever answered first would be taken for the site.
     */
    private Optional<byte[]> firstRoot(DirectoryMetadataStore store) throws IOException {
        Optional<byte[]> kept = store.readRoot(1);
        if (kept.filter(root -> versionOf(root) == 1).isPresent()) {
            return kept;
        }
        Optional<byte[]> trusted = store.read("root");
        if (kept.isEmpty() && trusted.isEmpty()) {
            return Optional.empty();
        }
        long version = trusted.map(SiteTrust::versionOf).orElse(0L);
        if (version == 0 && pinnedRoot.get().isEmpty()) {
            Path file = kept.isPresent() ? folder.resolve("roots").resolve("1.root.json") : folder.resolve("root.json");
            throw ProblemException.of(
                    ProblemCode.STATE_DAMAGED,
                    Map.of(
                            "file",
                            file.toString(),
                            "reason",
                            Sentence.of("state.contents"),
                            "loss",
                            Sentence.of("state.loss.site")));
        }
        if (kept.isPresent()) {
            store.setAsideRoot(1);
        }
        if (version != 1) {
            return Optional.empty();
        }
        store.keepRoot(1, trusted.get());
        return trusted;
    }

    /** The version of a root that its own keys have signed; 0 if it is none. */
    private static long versionOf(byte[] root) {
        try {
            SignedMetadata<Root> parsed = SignedMetadata.parse(root, MetadataType.ROOT);
            Signatures.verify(parsed, parsed.signed().authority("root"));
            return parsed.signed().version();
        } catch (TufException | IllegalArgumentException e) {
            return 0;
        }
    }

    private DirectoryMetadataStore store() throws IOException {
        Path fresh = folder.resolveSibling(folder.getFileName() + ".new");
        if (Files.exists(fresh.resolve("complete"))) {
            // A person chose it, and a power cut came in between.
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
        Optional<byte[]> pinned = pinnedRoot.get();
        return pinned.isPresent() ? pinned : Optional.of(offeredRoot(server).orElseThrow(() -> noSite(server)));
    }

    /** The first root of the server's site; it is not known whose site it is. */
    private static Optional<byte[]> offeredRoot(Transport server) throws IOException {
        Optional<byte[]> root = server.read(SiteReader.FIRST_ROOT, SiteReader.LONGEST_ROOT);
        try {
            if (root.isPresent()) {
                SignedMetadata<Root> parsed = SignedMetadata.parse(root.get(), MetadataType.ROOT);
                Signatures.verify(parsed, parsed.signed().authority("root"));
                if (parsed.signed().version() != 1) {
                    throw new UnusableValueException(Sentence.of("site.root-version"));
                }
            }
            return root;
        } catch (TufException | IllegalArgumentException e) {
            throw problem(
                    ProblemCode.UNTRUSTED, server, Sentence.of("site.bad-root", Map.of("cause", Sentence.said(e))), e);
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
            return problem(ProblemCode.SITE_STALE, server, Sentence.said(reason), reason);
        }
        if (reason instanceof MissingMetadataException && offered.isEmpty()) {
            return noSite(server);
        }
        return problem(
                ProblemCode.UNTRUSTED,
                server,
                Sentence.of("site.untrusted", Map.of("cause", Sentence.said(reason))),
                reason);
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
                Map.of("address", server.sourceName(), "reason", Sentence.of("site.no-assignments")));
    }

    private ProblemException notReadable(IOException e) {
        return DiskProblems.reading(folder, e);
    }

    /** The server's failures have their own names; what is left is the folder's. */
    private ProblemException local(IOException e) {
        return DiskProblems.local(folder, e);
    }

    private static ProblemException problem(ProblemCode code, Transport server, Sentence reason, Exception cause) {
        return new ProblemException(Problem.of(code, Map.of("address", server.sourceName(), "reason", reason)), cause);
    }
}
