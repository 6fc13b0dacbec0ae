package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The beginning of a repository: version 1 of every role, and no targets. */
final class FirstState {
    private final TufRepository repository;
    private final KeyRing keys;

    FirstState(TufRepository repository, KeyRing keys) {
        this.repository = repository;
        this.keys = keys;
    }

    /** The first root and targets with the signatures of the keys at hand; nothing is written. */
    Draft draft(RootPlan plan) {
        Lifetimes lifetimes = repository.lifetimes();
        SignedMetadata<Root> root =
                SignedMetadata.unsigned(plan.root(1, repository.until(lifetimes.root())), MetadataType.ROOT);
        SignedMetadata<Targets> targets = SignedMetadata.unsigned(
                new Targets(1, repository.until(lifetimes.targets()), Map.of(), Optional.empty()),
                MetadataType.TARGETS);
        return new Draft(Optional.empty(), Optional.empty(), Optional.of(root), Map.of("targets", targets)).sign(keys);
    }

    void publish(Draft draft) throws IOException, RepositoryException {
        SignedMetadata<Root> root = draft.root().orElseThrow();
        SignedMetadata<Targets> targets = Optional.ofNullable(draft.targets().get("targets"))
                .orElseThrow(() -> new UnusableDraftException("a first root comes with first targets"));
        Root first = root.signed();
        KeyRing.requireThreshold(root, first.authority("root"));
        KeyRing.requireThreshold(targets, first.authority("targets"));
        SignedMetadata<Snapshot> snapshot = keys.sign(
                new Snapshot(
                        1,
                        repository.until(repository.lifetimes().snapshot()),
                        Map.of("targets.json", FileDescription.of(targets))),
                MetadataType.SNAPSHOT,
                authority(first, "snapshot"));
        SignedMetadata<Timestamp> timestamp = keys.sign(
                new Timestamp(1, repository.until(repository.lifetimes().timestamp()), FileDescription.of(snapshot)),
                MetadataType.TIMESTAMP,
                authority(first, "timestamp"));
        RepositoryFolder folder = repository.folder();
        folder.write("targets", targets);
        folder.write("snapshot", snapshot);
        folder.write("root", root);
        folder.writeTimestamp(timestamp);
    }

    private static List<Authority> authority(Root root, String role) {
        return List.of(root.authority(role));
    }
}
