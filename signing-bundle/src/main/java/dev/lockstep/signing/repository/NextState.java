package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.DelegatedRole;
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
import java.util.TreeMap;

/** What a publication makes of the published state: everything is signed first, then written (section 6.2). */
final class NextState {
    private static final String TOP = "targets";

    private final TufRepository repository;
    private final RepositoryState state;
    private final KeyRing keys;
    private final PendingTargets pending;
    private final NextVersions versions;

    NextState(
            TufRepository repository,
            RepositoryState state,
            KeyRing keys,
            PendingTargets pending,
            NextVersions versions) {
        this.repository = repository;
        this.state = state;
        this.keys = keys;
        this.pending = pending;
        this.versions = versions;
    }

    /** The roles that have to be signed, with the signatures of the keys at hand; nothing is written. */
    Map<String, SignedMetadata<Targets>> unfinished() throws IOException {
        Map<String, SignedMetadata<Targets>> files = new LinkedHashMap<>();
        for (String role : rolesToSign()) {
            SignedMetadata<Targets> unsigned = SignedMetadata.unsigned(next(role), MetadataType.TARGETS);
            files.put(role, keys.signInPart(unsigned, List.of(pending.authority(role))));
        }
        return files;
    }

    void requireSigners(String role) throws SignersMissingException {
        keys.requireFor(pending.authority(role));
        keys.requireFor(state.root().signed().authority("snapshot"));
        keys.requireFor(state.root().signed().authority("timestamp"));
    }

    Map<String, Long> write() throws IOException, RepositoryException {
        Map<String, SignedMetadata<Targets>> files = signTargets();
        Root root = state.root().signed();
        Map<String, MetaFile> meta = new LinkedHashMap<>(state.snapshot().meta());
        files.forEach((role, file) -> meta.put(role + ".json", FileDescription.of(file)));
        Optional<SignedMetadata<Snapshot>> snapshot = needsSnapshot(meta, root)
                ? Optional.of(keys.sign(nextSnapshot(meta), MetadataType.SNAPSHOT, List.of(root.authority("snapshot"))))
                : Optional.empty();
        MetaFile described =
                snapshot.map(FileDescription::of).orElse(state.timestamp().snapshot());
        SignedMetadata<Timestamp> timestamp =
                keys.sign(nextTimestamp(described), MetadataType.TIMESTAMP, List.of(root.authority("timestamp")));
        for (Map.Entry<String, SignedMetadata<Targets>> file : files.entrySet()) {
            repository.folder().write(file.getKey(), file.getValue());
        }
        if (snapshot.isPresent()) {
            repository.folder().write("snapshot", snapshot.get());
        }
        repository.folder().writeTimestamp(timestamp);
        return versions(meta, timestamp.signed());
    }

    /** The changed roles, signed; delegated ones first, as they are to be written. */
    private Map<String, SignedMetadata<Targets>> signTargets() throws IOException, RepositoryException {
        Map<String, SignedMetadata<Targets>> files = new LinkedHashMap<>(pending.submitted());
        Optional<SignedMetadata<Targets>> top = Optional.ofNullable(files.remove(TOP));
        for (String role : rolesToSign()) {
            SignedMetadata<Targets> signed =
                    keys.sign(next(role), MetadataType.TARGETS, List.of(pending.authority(role)));
            if (role.equals(TOP)) {
                top = Optional.of(signed);
            } else {
                files.put(role, signed);
            }
        }
        top.ifPresent(file -> files.put(TOP, file));
        return files;
    }

    private List<String> rolesToSign() {
        Map<String, Boolean> roles = new LinkedHashMap<>();
        for (DelegatedRole role : pending.delegations().roles()) {
            roles.put(role.name(), needsSigning(role.name()));
        }
        roles.put(TOP, pending.isChanged(TOP));
        return roles.keySet().stream()
                .filter(role -> roles.get(role) && !pending.submitted().containsKey(role))
                .toList();
    }

    private boolean needsSigning(String roleName) {
        SignedMetadata<Targets> published = state.targets().get(roleName);
        Authority authority = pending.authority(roleName);
        if (pending.isChanged(roleName)) {
            return true;
        }
        if (published == null) {
            // A new role of our own begins empty; a publisher's begins with the first file that is submitted.
            return keys.canSign(authority);
        }
        try {
            Signatures.verify(published, authority);
            return false;
        } catch (TufException keysHaveChanged) {
            return true;
        }
    }

    /** What a role will say, under its next version. */
    private Targets next(String roleName) throws IOException {
        Targets content = pending.of(roleName);
        return new Targets(
                versions.next(roleName),
                repository.until(repository.lifetimes().targets()),
                content.targets(),
                content.delegations());
    }

    private boolean needsSnapshot(Map<String, MetaFile> meta, Root root) {
        if (!meta.equals(state.snapshot().meta())
                || state.outdated().contains("snapshot")
                || versions.published("snapshot") < versions.seen("snapshot")) {
            return true;
        }
        // Signed again long before it expires, whenever its key is at hand.
        var lifetime = repository.lifetimes().snapshot();
        boolean halfOver = state.snapshot().expires().isBefore(repository.until(lifetime.dividedBy(2)));
        return halfOver && keys.canSign(root.authority("snapshot"));
    }

    private Snapshot nextSnapshot(Map<String, MetaFile> meta) throws IOException {
        return new Snapshot(
                versions.next("snapshot"),
                repository.until(repository.lifetimes().snapshot()),
                meta);
    }

    private Timestamp nextTimestamp(MetaFile snapshot) {
        return new Timestamp(
                versions.seen("timestamp") + 1,
                repository.until(repository.lifetimes().timestamp()),
                snapshot);
    }

    private Map<String, Long> versions(Map<String, MetaFile> meta, Timestamp timestamp) {
        Map<String, Long> now = new TreeMap<>();
        meta.forEach((file, description) -> now.put(file.replaceFirst("\\.json$", ""), description.version()));
        now.put("root", state.root().signed().version());
        now.put("snapshot", timestamp.snapshot().version());
        now.put("timestamp", timestamp.version());
        return now;
    }
}
