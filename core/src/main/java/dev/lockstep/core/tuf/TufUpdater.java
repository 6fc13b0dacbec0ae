package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Follows one TUF repository: updates its trusted metadata, and says which targets the repository vouches for.
 *
 * <pre>{@code
 * TufUpdater vendor = TufUpdater.builder()
 *         .fetcher(fetcher)
 *         .store(new DirectoryMetadataStore(metadata.resolve("vendor")))
 *         .pinnedRoot(rootFromTheInstaller)
 *         .expiry(ExpiryPolicy.staleAllowed())
 *         .build();
 * RefreshResult result = vendor.refresh();
 * Optional<TargetFile> release = vendor.find("releases/1.1.0.json");
 * }</pre>
 *
 * <p>{@link #refresh} is the workflow of section 5. Every step durably stores verified files only, so it can be interrupted
 * anywhere and started again. A refusal leaves everything that was trusted before unchanged.
 *
 * <p>Not thread-safe; while it works, nobody else may use its store. Searches use the state of the last {@link #refresh} or
 * {@link #useStored}, and fetch the metadata of a delegated role when they first reach it.
 */
public final class TufUpdater {
    private final MetadataFetcher fetcher;
    private final MetadataStore store;
    private final Optional<byte[]> pinnedRoot;
    private final InstantSource clock;
    private final UpdateLimits limits;
    private final ExpiryPolicy expiry;

    private Optional<Session> session = Optional.empty();

    private record Session(
            Instant start, TrustedState state, TargetsLoader loader, DelegationSearch search, RootChain roots) {}

    private TufUpdater(Builder builder) {
        this.fetcher = Objects.requireNonNull(builder.fetcher, "fetcher");
        this.store = Objects.requireNonNull(builder.store, "store");
        this.pinnedRoot = builder.pinnedRoot;
        this.clock = builder.clock;
        this.limits = builder.limits;
        this.expiry = builder.expiry;
    }

    /** A builder for an updater; a fetcher and a store are required. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Brings root, timestamp, snapshot and targets up to date (sections 5.1 to 5.6.6).
     *
     * @return which versions are trusted now, and when they expire
     * @throws IOException if the source cannot be reached or the store cannot be written
     * @throws TufException if something that the source offers is refused; what was trusted before is still stored
     */
    public RefreshResult refresh() throws IOException, TufException {
        return begin(true);
    }

    /**
     * Uses the stored metadata, verified again, without asking the source: for a computer that is cut off, or right after a
     * start.
     *
     * @throws TufException if what is stored is incomplete, or no longer valid under the expiry policy
     */
    public RefreshResult useStored() throws IOException, TufException {
        return begin(false);
    }

    private RefreshResult begin(boolean online) throws IOException, TufException {
        session = Optional.empty();
        // 5.1) one reading of the clock for all files
        Instant start = clock.instant();
        MetadataFiles files = new MetadataFiles(fetcher, store, expiry, start);
        TopLevelUpdate update = new TopLevelUpdate(files, store, limits, pinnedRoot);
        TrustedState state = online ? update.fromRepository() : update.fromStore();
        TargetsLoader loader = new TargetsLoader(files, limits, state, online);
        SignedMetadata<?> targets = loader.load(state.root().signed().authority("targets"));
        DelegationSearch search = new DelegationSearch(loader, state, limits.delegations());
        session = Optional.of(new Session(start, state, loader, search, new RootChain(files, store, limits, online)));
        return result(start, state, targets);
    }

    private static RefreshResult result(Instant start, TrustedState state, SignedMetadata<?> targets) {
        Map<String, SignedMetadata<?>> roles = new LinkedHashMap<>();
        roles.put("root", state.root());
        roles.put("timestamp", state.timestamp());
        roles.put("snapshot", state.snapshot());
        roles.put("targets", targets);
        Map<String, Long> versions = new LinkedHashMap<>();
        Map<String, Instant> expires = new LinkedHashMap<>();
        roles.forEach((role, metadata) -> {
            versions.put(role, metadata.signed().version());
            expires.put(role, metadata.signed().expires());
        });
        return new RefreshResult(start, versions, expires);
    }

    /**
     * What trusted metadata says about a target (section 5.6.7); empty if no role that may name the target does.
     *
     * @throws TufException if a role that may name the target cannot be used; no less trusted role is asked instead
     * @throws IllegalStateException if there was no successful refresh before
     */
    public Optional<TargetFile> find(String targetPath) throws IOException, TufException {
        return findWithRole(targetPath).map(TrustedTarget::file);
    }

    /** As {@link #find}, with the role that vouches for the target. */
    public Optional<TrustedTarget> findWithRole(String targetPath) throws IOException, TufException {
        return session().search().find(targetPath);
    }

    /**
     * Every target that {@link #find} would find, and which delegated roles could not be used.
     *
     * @throws TooManyDelegationsException if there are more delegations than the limits allow
     * @throws IllegalStateException if there was no successful refresh before
     */
    public TargetListing list() throws IOException, TufException {
        return session().search().list();
    }

    /**
     * How long {@link #list} stays the same if no file changes: until the first visited delegated role expires, or for
     * ever.
     *
     * @throws IllegalStateException if there was no successful refresh before
     */
    public Instant sameUntil() {
        return session().loader().loaded().entrySet().stream()
                .filter(role -> !role.getKey().equals("targets"))
                .map(role -> role.getValue().signed().expires())
                .filter(session().start()::isBefore)
                .min(Comparator.naturalOrder())
                .orElse(Instant.MAX);
    }

    /**
     * Whether the repository names files by version and hash, as every repository of Lockstep does.
     *
     * @throws IllegalStateException if there was no successful refresh before
     */
    public boolean consistentSnapshot() {
        return session().state().consistentSnapshot();
    }

    /**
     * The root that is trusted now.
     *
     * @throws IllegalStateException if there was no successful refresh before
     */
    public Root root() {
        return session().state().root().signed();
    }

    /**
     * The trusted files exactly as they were received, for passing them on, in the order in which a mirror has to write them
     * (section 6.2): every root, delegated roles, targets, snapshot, and the timestamp last.
     *
     * <p>What was not needed so far is fetched: the metadata of delegated roles, except those that are refused, and roots before the
     * pinned one, for clients that start from an older one.
     *
     * @throws IllegalStateException if there was no successful refresh before
     */
    public List<MetadataCopy> receivedFiles() throws IOException, TufException {
        list();
        TrustedState state = session().state();
        List<MetadataCopy> files = new ArrayList<>();
        for (SignedMetadata<Root> root : session().roots().upTo(state.root())) {
            files.add(new MetadataCopy(
                    ConsistentNames.metadata("root", root.signed().version()), root.bytes()));
        }
        Map<String, SignedMetadata<Targets>> roles =
                new TreeMap<>(session().loader().loaded());
        SignedMetadata<Targets> top = roles.remove("targets");
        roles.forEach((role, metadata) -> files.add(copy(role, metadata)));
        files.add(copy("targets", top));
        files.add(copy("snapshot", state.snapshot()));
        files.add(new MetadataCopy(
                ConsistentNames.metadata("timestamp"), state.timestamp().bytes()));
        return files;
    }

    private MetadataCopy copy(String roleName, SignedMetadata<?> metadata) {
        String name = session().state().consistentSnapshot()
                ? ConsistentNames.metadata(roleName, metadata.signed().version())
                : ConsistentNames.metadata(roleName);
        return new MetadataCopy(name, metadata.bytes());
    }

    private Session session() {
        return session.orElseThrow(() ->
                new IllegalStateException("refresh() or useStored() has to succeed before targets are asked for"));
    }

    /** Builds an updater. */
    public static final class Builder {
        private MetadataFetcher fetcher;
        private MetadataStore store;
        private Optional<byte[]> pinnedRoot = Optional.empty();
        private InstantSource clock = Clock.systemUTC();
        private UpdateLimits limits = UpdateLimits.standard();
        private ExpiryPolicy expiry = ExpiryPolicy.strict();

        private Builder() {}

        /** Where the repository's files come from. */
        public Builder fetcher(MetadataFetcher source) {
            fetcher = source;
            return this;
        }

        /** Where trusted metadata is kept. */
        public Builder store(MetadataStore trusted) {
            store = trusted;
            return this;
        }

        /** The root to start from while the store has none; a stored root takes precedence, because it can only be newer. */
        public Builder pinnedRoot(byte[] root) {
            pinnedRoot = Optional.of(root.clone());
            return this;
        }

        /** The clock; the system's by default. */
        public Builder clock(InstantSource time) {
            clock = time;
            return this;
        }

        Builder limits(UpdateLimits most) {
            limits = most;
            return this;
        }

        /** What to do with expired files; {@link ExpiryPolicy#strict} by default. */
        public Builder expiry(ExpiryPolicy policy) {
            expiry = policy;
            return this;
        }

        public TufUpdater build() {
            return new TufUpdater(this);
        }
    }
}
