package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.VersionMismatchException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One change of the root (section 6.1), with everything that has to be signed again because of it. */
final class RootRotation {
    private final TufRepository repository;
    private final RepositoryState state;
    private final KeyRing keys;

    RootRotation(TufRepository repository, RepositoryState state, KeyRing keys) {
        this.repository = repository;
        this.state = state;
        this.keys = keys;
    }

    /** The next root, signed with those of the old and new root keys that are at hand; nothing is written. */
    SignedMetadata<Root> draft(RootPlan plan) {
        Root before = state.root().signed();
        Root next = plan.root(
                before.version() + 1, repository.until(repository.lifetimes().root()));
        return keys.signInPart(SignedMetadata.unsigned(next, MetadataType.ROOT), authorities(next));
    }

    /** Publishes a root that is signed completely, and everything that has to be signed again because of it. */
    void publish(SignedMetadata<Root> root) throws IOException, RepositoryException {
        Root before = state.root().signed();
        Root next = root.signed();
        if (next.version() != before.version() + 1) {
            throw new DamagedRepositoryException(
                    repository.folder().folder(),
                    new VersionMismatchException("root", before.version() + 1, next.version()));
        }
        for (Authority authority : authorities(next)) {
            KeyRing.requireThreshold(root, authority);
        }
        // Everything is signed before anything is written: a missing key must not be found half-way.
        SignedMetadata<Targets> targets = targets(before, next);
        SignedMetadata<Snapshot> snapshot = snapshot(before, next, targets);
        SignedMetadata<Timestamp> timestamp = timestamp(before, next, snapshot);
        Map<String, SignedMetadata<?>> renewed = new LinkedHashMap<>();
        putIfNewer(renewed, "targets", targets, state.targets().get("targets"));
        putIfNewer(renewed, "snapshot", snapshot, state.snapshotFile());
        putIfNewer(renewed, "timestamp", timestamp, state.timestampFile());
        write(root, renewed);
    }

    private static void putIfNewer(
            Map<String, SignedMetadata<?>> renewed, String roleName, SignedMetadata<?> now, SignedMetadata<?> before) {
        if (now.signed().version() > before.signed().version()) {
            renewed.put(roleName, now);
        }
    }

    private void write(SignedMetadata<Root> root, Map<String, SignedMetadata<?>> renewed) throws IOException {
        boolean oldKeysAtHand = renewed.keySet().stream()
                .allMatch(role -> keys.canSign(state.root().signed().authority(role)));
        RepositoryFolder folder = repository.folder();
        if (!oldKeysAtHand) {
            folder.write("root", root);
        }
        for (Map.Entry<String, SignedMetadata<?>> file : renewed.entrySet()) {
            if (file.getKey().equals("timestamp")) {
                folder.writeTimestamp(file.getValue());
            } else {
                folder.write(file.getKey(), file.getValue());
            }
        }
        if (oldKeysAtHand) {
            folder.write("root", root);
        }
    }

    private List<Authority> authorities(Root next) {
        return List.of(state.root().signed().authority("root"), next.authority("root"));
    }

    private SignedMetadata<Targets> targets(Root before, Root next) throws IOException, RepositoryException {
        SignedMetadata<Targets> published = state.targets().get("targets");
        if (isSigned(published, next.authority("targets"))) {
            return published;
        }
        Targets old = published.signed();
        Targets renewed = new Targets(
                repository.nextVersion("targets", old.version()),
                repository.until(repository.lifetimes().targets()),
                old.targets(),
                old.delegations());
        return keys.sign(renewed, MetadataType.TARGETS, both(before, next, "targets"));
    }

    private SignedMetadata<Snapshot> snapshot(Root before, Root next, SignedMetadata<Targets> targets)
            throws IOException, RepositoryException {
        Map<String, MetaFile> meta = new LinkedHashMap<>(state.snapshot().meta());
        meta.put("targets.json", FileDescription.of(targets));
        if (meta.equals(state.snapshot().meta()) && isSigned(state.snapshotFile(), next.authority("snapshot"))) {
            return state.snapshotFile();
        }
        Snapshot renewed = new Snapshot(
                repository.nextVersion("snapshot", state.snapshot().version()),
                repository.until(repository.lifetimes().snapshot()),
                meta);
        return keys.sign(renewed, MetadataType.SNAPSHOT, both(before, next, "snapshot"));
    }

    private SignedMetadata<Timestamp> timestamp(Root before, Root next, SignedMetadata<Snapshot> snapshot)
            throws RepositoryException {
        MetaFile description = FileDescription.of(snapshot);
        if (description.version() == state.snapshot().version()
                && isSigned(state.timestampFile(), next.authority("timestamp"))) {
            return state.timestampFile();
        }
        Timestamp renewed = new Timestamp(
                state.timestamp().version() + 1,
                repository.until(repository.lifetimes().timestamp()),
                description);
        return keys.sign(renewed, MetadataType.TIMESTAMP, both(before, next, "timestamp"));
    }

    private static boolean isSigned(SignedMetadata<?> file, Authority authority) {
        try {
            Signatures.verify(file, authority);
            return true;
        } catch (TufException e) {
            return false;
        }
    }

    /** The new keys, and the old ones too as long as they are at hand. */
    private List<Authority> both(Root before, Root next, String roleName) {
        Authority old = before.authority(roleName);
        return keys.canSign(old) ? List.of(old, next.authority(roleName)) : List.of(next.authority(roleName));
    }
}
