package dev.lockstep.core.trust;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.offline.BundleProblems;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.FileTooLongException;
import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.MetadataFetcher;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.NoTrustedRootException;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TargetListing;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.VerifiedOnce;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The vendor metadata that this computer trusts: it begins with the root that the installer pinned, and follows the signed
 * metadata from there, wherever it comes from.
 *
 * <p>The trusted state is kept in a folder, and is the protection against rollback. Expired metadata is reported but still used
 * as far as its freshness allows: a site can be cut off from its vendor for long. Safe for use by several threads: one refresh
 * at a time.
 */
public final class VendorTrust {
    private final DirectoryMetadataStore files;
    private final Path folder;
    private final Supplier<Optional<byte[]>> pinnedRoot;
    private final Descriptors descriptors;
    private final InstantSource clock;
    private final VerifiedOnce<TrustedVendorMetadata> verified;

    /**
     * Trust that is kept in a folder.
     *
     * @param folder where the trusted metadata is
     * @param pinnedRoot the root to begin with; needed until the first refresh succeeded
     * @param store where descriptors of releases and modules are kept
     */
    public VendorTrust(Path folder, Supplier<Optional<byte[]>> pinnedRoot, ContentStore store, InstantSource clock) {
        this.folder = folder;
        this.files = new DirectoryMetadataStore(folder);
        this.pinnedRoot = pinnedRoot;
        this.descriptors = new Descriptors(store);
        this.clock = clock;
        this.verified = new VerifiedOnce<>(folder, clock);
    }

    /**
     * Asks a source for newer metadata, verifies it and keeps it. Of several servers the next is asked from the beginning if one has
     * anything that is not signed, older than what is trusted, expired or missing; what was verified before stays.
     *
     * @throws ProblemException if the source cannot be asked, with {@code SOURCE_FOREIGN} if it is no repository at all, or
     *     with {@code UNTRUSTED}; what was trusted before still is
     */
    public synchronized VendorMetadata refresh(Transport source) {
        try {
            return source.tryEach(server -> refreshed(server, source), Refreshed::doubt)
                    .metadata();
        } catch (IOException e) {
            // The source's failures have their own names; what is left is the folder's.
            throw DiskProblems.local(folder, e);
        }
    }

    private Refreshed refreshed(Transport server, Transport source) throws IOException {
        TufUpdater updater = updater((name, limit) -> fetch(server, name, limit));
        try {
            RefreshResult result = updater.refresh();
            TrustedVendorMetadata metadata = read(updater, result, () -> source);
            return new Refreshed(metadata, doubt(server.sourceName(), result, updater.list()));
        } catch (MissingMetadataException e) {
            throw problem(ProblemCode.SOURCE_FOREIGN, server.sourceName(), e);
        } catch (NoTrustedRootException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.UNTRUSTED,
                            Map.of("address", server.sourceName(), "reason", Sentence.of("source.no-pin"))),
                    e);
        } catch (TufException e) {
            throw problem(ProblemCode.UNTRUSTED, server.sourceName(), e);
        }
    }

    /** What may be the server's fault in what is usable: an old timestamp, or a publisher's metadata that cannot be used. */
    private static Optional<Problem> doubt(String server, RefreshResult result, TargetListing listing) {
        Instant until = result.expires().get("timestamp");
        Optional<Object> reason = until.isAfter(result.at())
                ? listing.refused().values().stream().findFirst().map(Sentence::said)
                : Optional.of(Sentence.of("source.mirror-expired", Map.of("at", until)));
        return reason.map(why -> Problem.of(ProblemCode.UNTRUSTED, Map.of("address", server, "reason", why)));
    }

    /**
     * What a server had.
     *
     * @param doubt what another server may have better
     */
    private record Refreshed(VendorMetadata metadata, Optional<Problem> doubt) {}

    /**
     * Finds out what would be trusted after an offline bundle was imported, from what is trusted now; nothing is changed but that
     * descriptions come into the store. What has expired is refused: a bundle that is stale already is of no use.
     *
     * @throws ProblemException with {@code BUNDLE_FOREIGN}, {@code BUNDLE_OLDER}, {@code BUNDLE_STALE}, {@code BUNDLE_ALTERED} or
     *     {@code BUNDLE_PARTIAL}
     */
    public synchronized BundleTrial rehearse(OfflineBundle bundle) {
        Transport source = bundle.transport();
        TrialStore trial = new TrialStore(files);
        try {
            Optional<byte[]> trusted =
                    files.read("root").filter(BundleTrial::isRoot).or(pinnedRoot);
            if (trusted.isPresent()) {
                BundleTrial.requireSameVendor(bundle, trusted.get(), files);
            }
            TufUpdater updater = updater((name, limit) -> fetch(source, name, limit), trial, ExpiryPolicy.strict());
            RefreshResult result = updater.refresh();
            return BundleTrial.of(bundle, read(updater, result, () -> source), result);
        } catch (TufException e) {
            throw BundleTrial.refused(bundle, e);
        } catch (ProblemException e) {
            throw BundleProblems.of(e, bundle.name());
        } catch (IOException e) {
            throw BundleProblems.medium(bundle.name(), e);
        }
    }

    /**
     * Takes over what an offline bundle says, as {@link #refresh} does from a source.
     *
     * @throws ProblemException as {@link #rehearse}; what was trusted before still is
     */
    public synchronized VendorMetadata refreshFrom(OfflineBundle bundle) {
        rehearse(bundle);
        return refresh(bundle.transport());
    }

    /**
     * What was trusted last, without asking anybody, verified again when it has changed; empty before the first refresh, or if
     * what is kept is damaged: then a refresh mends it.
     *
     * @param source asked for descriptors that are not in the store
     */
    public synchronized Optional<VendorMetadata> trusted(Supplier<Transport> source) {
        try {
            return Optional.of(verified.get(() -> stored(source)).from(source));
        } catch (TufException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw DiskProblems.reading(folder, e);
        }
    }

    private VerifiedOnce.Verified<TrustedVendorMetadata> stored(Supplier<Transport> source)
            throws IOException, TufException {
        TufUpdater updater = updater((name, limit) -> Optional.empty());
        TrustedVendorMetadata read = read(updater, updater.useStored(), source);
        return new VerifiedOnce.Verified<>(read, updater.sameUntil());
    }

    /**
     * Puts what the site said beside what the vendor signed.
     *
     * @param approved targets {@code modules/<name>/<version>.json} that the site's approver signed
     * @param declined what the site does not let anybody install
     * @param source asked for descriptions that are not in the store
     */
    public VendorMetadata beside(
            VendorMetadata vendor, List<TargetFile> approved, Withdrawals declined, Supplier<Transport> source) {
        return ApprovedModules.beside(vendor, approved, declined, descriptors, source);
    }

    /**
     * Expired top-level metadata is accepted, because {@link Validity} decides what may be done with it; that of publishers is
     * left out.
     */
    private static ExpiryPolicy.Decision decide(String role, Instant expires, Instant now) {
        return Root.TOP_LEVEL_ROLES.contains(role) ? ExpiryPolicy.Decision.USE_AS_STALE : ExpiryPolicy.Decision.REFUSE;
    }

    private TufUpdater updater(MetadataFetcher fetcher) {
        return updater(fetcher, files, VendorTrust::decide);
    }

    private TufUpdater updater(MetadataFetcher fetcher, MetadataStore trusted, ExpiryPolicy expiry) {
        TufUpdater.Builder builder = TufUpdater.builder()
                .fetcher(fetcher)
                .store(trusted)
                .clock(clock)
                .expiry(expiry);
        pinnedRoot.get().ifPresent(builder::pinnedRoot);
        return builder.build();
    }

    private static Optional<byte[]> fetch(Transport source, String name, long limit)
            throws IOException, FileTooLongException {
        if (name.indexOf('%') >= 0) {
            // A source is asked for plain names only. A role that has another cannot be used; the others can.
            return Optional.empty();
        }
        Optional<Transport.Content> content = source.open(ConsistentNames.VENDOR_METADATA + name, 0);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (Transport.Content open = content.get()) {
            return Optional.of(MetadataFetcher.readAtMost(open.body(), name, limit));
        }
    }

    private TrustedVendorMetadata read(TufUpdater updater, RefreshResult result, Supplier<Transport> source)
            throws IOException, TufException {
        TargetListing listing = updater.list();
        return new TrustedVendorMetadata(
                listing, new Validity(result.expires(), policy(listing)), updater.receivedFiles(), descriptors, source);
    }

    /** Only the vendor itself may sign the policy; a publisher signs its modules only. */
    private static FreshnessPolicy policy(TargetListing listing) throws MalformedMetadataException {
        try {
            return listing.targets().stream()
                    .filter(target -> target.roleName().equals("targets"))
                    .flatMap(target -> FreshnessPolicy.of(target.file()).stream())
                    .findFirst()
                    .orElse(FreshnessPolicy.UNSAID);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException("targets", e);
        }
    }

    private static ProblemException problem(ProblemCode code, String source, Exception e) {
        return new ProblemException(Problem.of(code, Map.of("address", source, "reason", Sentence.said(e))), e);
    }
}
