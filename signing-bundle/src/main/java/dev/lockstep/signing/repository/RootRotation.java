package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
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
import java.util.Optional;

/** One change of the root (section 6.1), with everything that has to be signed again because of it. */
final class RootRotation {
    private static final String TARGETS = "targets";

    private final TufRepository repository;
    private final RepositoryState state;
    private final KeyRing keys;

    RootRotation(TufRepository repository, RepositoryState state, KeyRing keys) {
        this.repository = repository;
        this.state = state;
        this.keys = keys;
    }

    /** The next root, and targets if it does not accept the published ones; signed with the keys at hand, nothing is written. */
    Draft draft(RootPlan plan) throws IOException {
        Root next = plan.root(
                before().version() + 1, repository.until(repository.lifetimes().root()));
        SignedMetadata<Targets> published = state.targets().get(TARGETS);
        Map<String, SignedMetadata<Targets>> targets = isSigned(published, next.authority(TARGETS))
                ? Map.of()
                : Map.of(TARGETS, SignedMetadata.unsigned(renewed(published.signed()), MetadataType.TARGETS));
        return new Draft(
                        Optional.of(state.root()),
                        Optional.of(published),
                        Optional.of(SignedMetadata.unsigned(next, MetadataType.ROOT)),
                        targets)
                .sign(keys);
    }

    private Targets renewed(Targets published) throws IOException {
        return new Targets(
                repository.nextVersion(TARGETS, published.version()),
                repository.until(repository.lifetimes().targets()),
                published.targets(),
                published.delegations());
    }

    /** Publishes a root that is signed completely, and everything that has to be signed again because of it. */
    void publish(Draft draft) throws IOException, RepositoryException {
        SignedMetadata<Root> root = draft.root().orElseThrow();
        Root next = root.signed();
        if (next.version() != before().version() + 1) {
            throw new UnusableDraftException(
                    "it makes root " + next.version() + " where root " + (before().version() + 1) + " has to follow");
        }
        KeyRing.requireThreshold(root, before().authority("root"));
        KeyRing.requireThreshold(root, next.authority("root"));
        SignedMetadata<Targets> targets =
                targets(Optional.ofNullable(draft.targets().get(TARGETS)), next);
        SignedMetadata<Snapshot> snapshot = snapshot(next, targets);
        SignedMetadata<Timestamp> timestamp = timestamp(next, snapshot);
        Map<String, SignedMetadata<?>> renewed = new LinkedHashMap<>();
        putIfNewer(renewed, TARGETS, targets, state.targets().get(TARGETS));
        putIfNewer(renewed, "snapshot", snapshot, state.snapshotFile());
        putIfNewer(renewed, "timestamp", timestamp, state.timestampFile());
        write(root, renewed);
    }

    private Root before() {
        return state.root().signed();
    }

    private static void putIfNewer(
            Map<String, SignedMetadata<?>> renewed, String roleName, SignedMetadata<?> now, SignedMetadata<?> before) {
        if (now.signed().version() > before.signed().version()) {
            renewed.put(roleName, now);
        }
    }

    private void write(SignedMetadata<Root> root, Map<String, SignedMetadata<?>> renewed) throws IOException {
        boolean clientsOfTheOldRootCanRead = renewed.entrySet().stream()
                .allMatch(file -> isSigned(file.getValue(), before().authority(file.getKey())));
        RepositoryFolder folder = repository.folder();
        if (!clientsOfTheOldRootCanRead) {
            folder.write("root", root);
        }
        for (Map.Entry<String, SignedMetadata<?>> file : renewed.entrySet()) {
            if (file.getKey().equals("timestamp")) {
                folder.writeTimestamp(file.getValue());
            } else {
                folder.write(file.getKey(), file.getValue());
            }
        }
        if (clientsOfTheOldRootCanRead) {
            folder.write("root", root);
        }
    }

    private SignedMetadata<Targets> targets(Optional<SignedMetadata<Targets>> drafted, Root next)
            throws RepositoryException {
        SignedMetadata<Targets> published = state.targets().get(TARGETS);
        if (isSigned(published, next.authority(TARGETS))) {
            // Also after an earlier attempt that was cut off before it wrote the root.
            return published;
        }
        if (drafted.isEmpty()) {
            KeyRing.requireThreshold(published, next.authority(TARGETS));
            return published;
        }
        if (drafted.get().signed().version() <= published.signed().version()) {
            throw new UnusableDraftException(
                    "targets " + published.signed().version() + " were published after it was drawn up");
        }
        SignedMetadata<Targets> signed = keys.signInPart(drafted.get(), both(next, TARGETS));
        KeyRing.requireThreshold(signed, next.authority(TARGETS));
        return signed;
    }

    private SignedMetadata<Snapshot> snapshot(Root next, SignedMetadata<Targets> targets)
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
        return keys.sign(renewed, MetadataType.SNAPSHOT, both(next, "snapshot"));
    }

    private SignedMetadata<Timestamp> timestamp(Root next, SignedMetadata<Snapshot> snapshot)
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
        return keys.sign(renewed, MetadataType.TIMESTAMP, both(next, "timestamp"));
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
    private List<Authority> both(Root next, String roleName) {
        Authority old = before().authority(roleName);
        return keys.canSign(old) ? List.of(old, next.authority(roleName)) : List.of(next.authority(roleName));
    }
}
