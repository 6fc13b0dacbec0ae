package dev.lockstep.core.tuf.repository;

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

    byte[] rotate(RootPlan plan) throws IOException, RepositoryException {
        Root before = state.root().signed();
        Root next = plan.root(
                before.version() + 1, repository.until(repository.lifetimes().root()));
        SignedMetadata<Root> root =
                keys.sign(next, MetadataType.ROOT, List.of(before.authority("root"), next.authority("root")));
        // Everything is signed before anything is written: a missing key must not be found half-way.
        SignedMetadata<Targets> targets = targets(before, next);
        SignedMetadata<Snapshot> snapshot = snapshot(before, next, targets);
        SignedMetadata<Timestamp> timestamp = timestamp(before, next, snapshot);
        boolean oldKeysAtHand = List.of("targets", "snapshot", "timestamp").stream()
                .allMatch(role -> keys.canSign(before.authority(role)));
        RepositoryFolder folder = repository.folder();
        if (!oldKeysAtHand) {
            folder.write("root", root);
        }
        folder.write("targets", targets);
        folder.write("snapshot", snapshot);
        folder.writeTimestamp(timestamp);
        if (oldKeysAtHand) {
            folder.write("root", root);
        }
        return root.bytes();
    }

    private SignedMetadata<Targets> targets(Root before, Root next) throws IOException, RepositoryException {
        Targets old = state.targets().get("targets").signed();
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
        Snapshot renewed = new Snapshot(
                repository.nextVersion("snapshot", state.snapshot().version()),
                repository.until(repository.lifetimes().snapshot()),
                meta);
        return keys.sign(renewed, MetadataType.SNAPSHOT, both(before, next, "snapshot"));
    }

    private SignedMetadata<Timestamp> timestamp(Root before, Root next, SignedMetadata<Snapshot> snapshot)
            throws RepositoryException {
        Timestamp renewed = new Timestamp(
                state.timestamp().version() + 1,
                repository.until(repository.lifetimes().timestamp()),
                FileDescription.of(snapshot));
        return keys.sign(renewed, MetadataType.TIMESTAMP, both(before, next, "timestamp"));
    }

    /** The new keys, and the old ones too as long as they are at hand. */
    private List<Authority> both(Root before, Root next, String roleName) {
        Authority old = before.authority(roleName);
        return keys.canSign(old) ? List.of(old, next.authority(roleName)) : List.of(next.authority(roleName));
    }
}
