package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Sections 5.2 to 5.5 of the client workflow: root, timestamp and snapshot. */
final class TopLevelUpdate {
    private static final System.Logger LOG = System.getLogger(TopLevelUpdate.class.getName());
    private static final String ROOT = "root";
    private static final String TIMESTAMP = "timestamp";
    private static final String SNAPSHOT = "snapshot";

    private final MetadataFiles files;
    private final MetadataStore store;
    private final UpdateLimits limits;
    private final Optional<byte[]> pinnedRoot;

    TopLevelUpdate(MetadataFiles files, MetadataStore store, UpdateLimits limits, Optional<byte[]> pinnedRoot) {
        this.files = files;
        this.store = store;
        this.limits = limits;
        this.pinnedRoot = pinnedRoot;
    }

    /** Asks the repository for whatever is newer. */
    TrustedState fromRepository() throws IOException, TufException {
        SignedMetadata<Root> root = updateRoot(trustedRoot());
        // 5.3.10) only the newest root's expiry counts
        files.checkExpiry(ROOT, root.signed());
        // 5.3.11) recover from a fast-forward attack
        Optional<SignedMetadata<Timestamp>> timestamp =
                storedOrForgotten(MetadataType.TIMESTAMP, root.signed().authority(TIMESTAMP));
        Optional<SignedMetadata<Snapshot>> snapshot =
                storedOrForgotten(MetadataType.SNAPSHOT, root.signed().authority(SNAPSHOT));
        SignedMetadata<Timestamp> newest = updateTimestamp(root.signed(), timestamp);
        return new TrustedState(root, newest, updateSnapshot(root.signed(), newest.signed(), snapshot));
    }

    /** Uses what is stored, verified again, without asking the repository. */
    TrustedState fromStore() throws IOException, TufException {
        SignedMetadata<Root> root = trustedRoot();
        files.checkExpiry(ROOT, root.signed());
        SignedMetadata<Timestamp> timestamp = files.stored(
                        MetadataType.TIMESTAMP, root.signed().authority(TIMESTAMP))
                .orElseThrow(() -> new MissingMetadataException(TIMESTAMP, "stored timestamp.json"));
        files.checkExpiry(TIMESTAMP, timestamp.signed());
        SignedMetadata<Snapshot> snapshot = files.stored(
                        MetadataType.SNAPSHOT, root.signed().authority(SNAPSHOT))
                .filter(stored -> is(stored, timestamp.signed().snapshot()))
                .orElseThrow(() -> new MissingMetadataException(SNAPSHOT, "stored snapshot.json of this timestamp"));
        files.checkExpiry(SNAPSHOT, snapshot.signed());
        return new TrustedState(root, timestamp, snapshot);
    }

    /**
     * 5.2) Load the trusted root: the stored one, or the pinned one the first time. If the stored one is damaged, the kept roots
     * lead from the pinned one to it again, because a source must not decide how far back trust goes.
     */
    private SignedMetadata<Root> trustedRoot() throws IOException, TufException {
        Optional<byte[]> stored = store.read(ROOT);
        try {
            if (stored.isPresent()) {
                return signedByItself(stored.get());
            }
        } catch (TufException damaged) {
            if (pinnedRoot.isEmpty()) {
                throw damaged;
            }
            LOG.log(
                    System.Logger.Level.WARNING,
                    "The stored root is damaged; the pinned one takes its place.",
                    damaged);
            store.setAside(ROOT);
        }
        SignedMetadata<Root> root = signedByItself(pinnedRoot.orElseThrow(NoTrustedRootException::new));
        for (Optional<SignedMetadata<Root>> next = keptAfter(root); next.isPresent(); next = keptAfter(root)) {
            root = next.get();
        }
        files.persist(ROOT, root);
        return root;
    }

    private static SignedMetadata<Root> signedByItself(byte[] bytes) throws TufException {
        SignedMetadata<Root> root = MetadataFiles.parsed(bytes, MetadataType.ROOT, ROOT);
        Signatures.verify(root, root.signed().authority(ROOT));
        return root;
    }

    private Optional<SignedMetadata<Root>> keptAfter(SignedMetadata<Root> root) throws IOException {
        Optional<byte[]> kept = store.readRoot(root.signed().version() + 1);
        try {
            return kept.isPresent() ? Optional.of(successor(root, kept.get())) : Optional.empty();
        } catch (TufException damaged) {
            return Optional.empty();
        }
    }

    /** 5.3) Update the root, one version after another. */
    private SignedMetadata<Root> updateRoot(SignedMetadata<Root> trusted) throws IOException, TufException {
        SignedMetadata<Root> root = trusted;
        for (int fetched = 0; fetched < limits.roots(); fetched++) {
            // 5.3.2, 5.3.3) download version N+1
            long next = root.signed().version() + 1;
            Optional<byte[]> received = files.fetch(ConsistentNames.metadata(ROOT, next), limits.rootLength());
            if (received.isEmpty()) {
                return root;
            }
            root = successor(root, received.get());
            // 5.3.6 to 5.3.8) expiry of an intermediate root does not matter; trust and persist it
            files.persist(ROOT, root);
        }
        return root;
    }

    private static SignedMetadata<Root> successor(SignedMetadata<Root> root, byte[] offered) throws TufException {
        // 5.3.4) signed by the threshold of version N and by its own
        SignedMetadata<Root> next =
                MetadataFiles.verified(offered, MetadataType.ROOT, root.signed().authority(ROOT));
        Signatures.verify(next, next.signed().authority(ROOT));
        // 5.3.5) exactly version N+1
        long version = root.signed().version() + 1;
        if (next.signed().version() != version) {
            throw new VersionMismatchException(ROOT, version, next.signed().version());
        }
        return next;
    }

    private <T extends RoleMetadata> Optional<SignedMetadata<T>> storedOrForgotten(
            MetadataType<T> type, Authority authority) throws IOException {
        Optional<SignedMetadata<T>> stored = files.stored(type, authority);
        if (stored.isEmpty()) {
            store.delete(authority.roleName());
        }
        return stored;
    }

    /** 5.4) Update the timestamp. */
    private SignedMetadata<Timestamp> updateTimestamp(Root root, Optional<SignedMetadata<Timestamp>> trusted)
            throws IOException, TufException {
        Authority authority = root.authority(TIMESTAMP);
        // 5.4.1, 5.4.2) download and check the signatures
        byte[] received = files.fetchExisting(TIMESTAMP, ConsistentNames.metadata(TIMESTAMP), limits.timestampLength());
        SignedMetadata<Timestamp> offered = MetadataFiles.verified(received, MetadataType.TIMESTAMP, authority);
        if (trusted.isPresent()) {
            Timestamp old = trusted.get().signed();
            // 5.4.3.1) never an older version; the same version means that nothing is new
            if (offered.signed().version() < old.version()) {
                throw new RollbackException(
                        TIMESTAMP, old.version(), offered.signed().version());
            }
            if (offered.signed().version() == old.version()) {
                // A frozen mirror offers the same file for ever, so its expiry is checked each time.
                files.checkExpiry(TIMESTAMP, old);
                return trusted.get();
            }
            // 5.4.3.2) nor an older snapshot
            long snapshot = offered.signed().snapshot().version();
            if (snapshot < old.snapshot().version()) {
                throw new RollbackException(SNAPSHOT, old.snapshot().version(), snapshot);
            }
        }
        // 5.4.4, 5.4.5) not expired; persist
        files.checkExpiry(TIMESTAMP, offered.signed());
        files.persist(TIMESTAMP, offered);
        return offered;
    }

    /** 5.5) Update the snapshot. */
    private SignedMetadata<Snapshot> updateSnapshot(
            Root root, Timestamp timestamp, Optional<SignedMetadata<Snapshot>> trusted)
            throws IOException, TufException {
        Authority authority = root.authority(SNAPSHOT);
        MetaFile expected = timestamp.snapshot();
        if (trusted.isPresent() && is(trusted.get(), expected)) {
            files.checkExpiry(SNAPSHOT, trusted.get().signed());
            return trusted.get();
        }
        // 5.5.1) download, at most the signed length
        String name = root.consistentSnapshot()
                ? ConsistentNames.metadata(SNAPSHOT, expected.version())
                : ConsistentNames.metadata(SNAPSHOT);
        byte[] received =
                files.fetchExisting(SNAPSHOT, name, UpdateLimits.most(expected.length(), limits.snapshotLength()));
        // 5.5.2, 5.5.3, 5.5.4) hashes, signatures, version
        ContentCheck.verify(name, received, expected);
        SignedMetadata<Snapshot> offered = MetadataFiles.verified(received, MetadataType.SNAPSHOT, authority);
        if (offered.signed().version() != expected.version()) {
            throw new VersionMismatchException(
                    SNAPSHOT, expected.version(), offered.signed().version());
        }
        // 5.5.5) nothing in it becomes older or vanishes; even an expired snapshot shows what there was
        if (trusted.isPresent()) {
            checkRollback(trusted.get().signed(), offered.signed());
        }
        // 5.5.6, 5.5.7) not expired; persist
        files.checkExpiry(SNAPSHOT, offered.signed());
        files.persist(SNAPSHOT, offered);
        return offered;
    }

    private static void checkRollback(Snapshot trusted, Snapshot offered)
            throws RollbackException, RoleRemovedException {
        if (offered.version() < trusted.version()) {
            throw new RollbackException(SNAPSHOT, trusted.version(), offered.version());
        }
        for (Map.Entry<String, MetaFile> before : trusted.meta().entrySet()) {
            MetaFile now = offered.meta().get(before.getKey());
            String role = before.getKey().replaceFirst("\\.json$", "");
            if (now == null) {
                throw new RoleRemovedException(role);
            }
            if (now.version() < before.getValue().version()) {
                throw new RollbackException(role, before.getValue().version(), now.version());
            }
        }
    }

    private static boolean is(SignedMetadata<Snapshot> stored, MetaFile expected) {
        return stored.signed().version() == expected.version() && ContentCheck.fits(stored.bytes(), expected);
    }
}
