package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** Sections 5.2 to 5.5 of the client workflow: root, timestamp and snapshot. */
final class TopLevelUpdate {
    private static final String ROOT = "root";
    private static final String TIMESTAMP = "timestamp";
    private static final String SNAPSHOT = "snapshot";

    private final MetadataFiles files;
    private final UpdateLimits limits;
    private final Optional<byte[]> pinnedRoot;

    TopLevelUpdate(MetadataFiles files, UpdateLimits limits, Optional<byte[]> pinnedRoot) {
        this.files = files;
        this.limits = limits;
        this.pinnedRoot = pinnedRoot;
    }

    /** Asks the repository for whatever is newer. */
    TrustedState fromRepository() throws IOException, TufException {
        SignedMetadata<Root> root = updateRoot(trustedRoot());
        // 5.3.10) only the newest root's expiry counts
        files.checkExpiry(ROOT, root.signed());
        // 5.3.11) recover from a fast-forward attack
        forgetUnlessSigned(MetadataType.TIMESTAMP, root.signed().authority(TIMESTAMP));
        forgetUnlessSigned(MetadataType.SNAPSHOT, root.signed().authority(SNAPSHOT));
        SignedMetadata<Timestamp> timestamp = updateTimestamp(root.signed());
        return new TrustedState(root, timestamp, updateSnapshot(root.signed(), timestamp.signed()));
    }

    /** Takes what is stored, verified again, and asks nobody. */
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

    /** 5.2) Load the trusted root: the stored one, or the pinned one the first time. */
    private SignedMetadata<Root> trustedRoot() throws IOException, TufException {
        Optional<byte[]> stored = files.storedBytes(ROOT);
        byte[] bytes = stored.or(() -> pinnedRoot).orElseThrow(NoTrustedRootException::new);
        SignedMetadata<Root> root = MetadataFiles.parsed(bytes, MetadataType.ROOT, ROOT);
        Signatures.verify(root, root.signed().authority(ROOT));
        if (stored.isEmpty()) {
            files.persist(ROOT, root);
        }
        return root;
    }

    /** 5.3) Update the root, one version after the other. */
    private SignedMetadata<Root> updateRoot(SignedMetadata<Root> trusted) throws IOException, TufException {
        SignedMetadata<Root> root = trusted;
        for (int fetched = 0; fetched < limits.roots(); fetched++) {
            // 5.3.2, 5.3.3) download version N+1
            long next = root.signed().version() + 1;
            Optional<byte[]> received = files.fetch(ConsistentNames.metadata(ROOT, next), limits.rootLength());
            if (received.isEmpty()) {
                return root;
            }
            // 5.3.4) signed by the threshold of version N and by its own
            SignedMetadata<Root> offered = MetadataFiles.verified(
                    received.get(), MetadataType.ROOT, root.signed().authority(ROOT));
            Signatures.verify(offered, offered.signed().authority(ROOT));
            // 5.3.5) exactly version N+1
            if (offered.signed().version() != next) {
                throw new VersionMismatchException(ROOT, next, offered.signed().version());
            }
            // 5.3.6 to 5.3.8) expiry of an intermediate root does not matter; trust and persist it
            files.persist(ROOT, offered);
            root = offered;
        }
        return root;
    }

    private void forgetUnlessSigned(MetadataType<?> type, Authority authority) throws IOException {
        if (files.stored(type, authority).isEmpty()) {
            files.forget(authority.roleName());
        }
    }

    /** 5.4) Update the timestamp. */
    private SignedMetadata<Timestamp> updateTimestamp(Root root) throws IOException, TufException {
        Authority authority = root.authority(TIMESTAMP);
        Optional<SignedMetadata<Timestamp>> trusted = files.stored(MetadataType.TIMESTAMP, authority);
        // 5.4.1, 5.4.2) download and check the signatures
        byte[] received = files.fetchExisting(TIMESTAMP, ConsistentNames.metadata(TIMESTAMP), limits.timestampLength());
        SignedMetadata<Timestamp> offered = MetadataFiles.verified(received, MetadataType.TIMESTAMP, authority);
        if (trusted.isPresent()) {
            Timestamp old = trusted.get().signed();
            // 5.4.3.1) never back; the same version means that nothing is new
            if (offered.signed().version() < old.version()) {
                throw new RollbackException(
                        TIMESTAMP, old.version(), offered.signed().version());
            }
            if (offered.signed().version() == old.version()) {
                // A mirror that is frozen offers the same file for ever, so its end is looked at each time.
                files.checkExpiry(TIMESTAMP, old);
                return trusted.get();
            }
            // 5.4.3.2) nor may the snapshot go back
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
    private SignedMetadata<Snapshot> updateSnapshot(Root root, Timestamp timestamp) throws IOException, TufException {
        Authority authority = root.authority(SNAPSHOT);
        MetaFile expected = timestamp.snapshot();
        Optional<SignedMetadata<Snapshot>> trusted = files.stored(MetadataType.SNAPSHOT, authority);
        if (trusted.isPresent() && is(trusted.get(), expected)) {
            files.checkExpiry(SNAPSHOT, trusted.get().signed());
            return trusted.get();
        }
        // 5.5.1) download, no more than was signed
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
        // 5.5.5) nothing in it goes back or vanishes; an expired trusted snapshot still says what there was
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
