package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.RollbackException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.TargetPaths;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One change of a repository: collected first, then signed and written by {@link #commit}. Closing without commit changes
 * nothing.
 *
 * <p>Not thread-safe. Holds the repository's lock until it is closed.
 */
public final class Publication implements AutoCloseable {
    private static final String TOP = "targets";

    private final TufRepository repository;
    private final RepositoryState state;
    private final KeyRing keys;
    private final RepositoryLock lock;
    private final PendingTargets pending;
    /** Versions that clients have seen although this repository does not know them any more. */
    private final Map<String, Long> floors = new HashMap<>();

    Publication(TufRepository repository, RepositoryState state, KeyRing keys, RepositoryLock lock) {
        this.repository = repository;
        this.state = state;
        this.keys = keys;
        this.lock = lock;
        this.pending = new PendingTargets(state);
        if (state.outdated().contains(TOP)) {
            renew(TOP);
        }
    }

    /** The targets of a role as they will be after the commit; of {@code targets} or a role delegated to. */
    public Map<String, TargetFile> targets(String roleName) {
        return pending.of(roleName).targets();
    }

    /** The roles that {@code targets} will delegate to after the commit. */
    public List<DelegatedRole> delegations() {
        return pending.delegations().roles();
    }

    /** Adds or replaces a target of the top-level role. */
    public void add(TargetFile target) throws UnsafeNameException {
        add(TOP, target);
    }

    /**
     * Adds or replaces a target of a role.
     *
     * @throws IllegalArgumentException if the role is not delegated to, or not for targets of this path
     */
    public void add(String roleName, TargetFile target) throws UnsafeNameException {
        ConsistentNames.checkTargetPath(target.path());
        pending.add(roleName, target);
    }

    /**
     * Takes a target away; its file stays where it is, for clients of the previous state.
     *
     * @return whether it was there
     */
    public boolean remove(String roleName, String targetPath) {
        return pending.remove(roleName, targetPath);
    }

    /**
     * Delegates targets to keys, after the delegations that are there, or changes the delegation of that name in its place.
     *
     * @param roleName small letters, digits, {@code .}, {@code _} and {@code -}
     * @param patterns the target paths, for example {@code modules/acme/*}; no wildcard stands for {@code /}
     * @param terminating whether nobody after this role is asked about those targets
     */
    public void delegate(String roleName, RoleKeys roleKeys, List<String> patterns, boolean terminating) {
        RepositoryFolder.checkRoleName(roleName);
        TargetPaths paths = new TargetPaths.Patterns(patterns);
        pending.delegate(new DelegatedRole(roleName, roleKeys.role(), terminating, paths), roleKeys.keys());
    }

    /**
     * Ends a delegation: no client takes that role's word any more.
     *
     * @return whether there was one
     */
    public boolean revoke(String roleName) {
        return pending.revoke(roleName);
    }

    /**
     * Takes in the metadata of a role that others have signed: a publisher the one delegated to it, or the holders of the
     * targets keys a {@link #draft}.
     *
     * @throws TufException if it is not metadata, not signed by the role's keys, or not newer than what is published
     */
    public void submit(String roleName, byte[] signed) throws TufException {
        SignedMetadata<Targets> file = PendingTargets.parse(roleName, signed);
        Signatures.verify(file, pending.authority(roleName));
        long published = Math.max(publishedVersion(roleName), floors.getOrDefault(roleName, 0L));
        if (file.signed().version() <= published) {
            throw new RollbackException(roleName, published, file.signed().version());
        }
        pending.submit(roleName, file);
    }

    /**
     * Writes down what a role will say, for its signers to sign one after the other, each on an own computer; what they have
     * signed is then given to {@link #submit}. Nothing is published.
     *
     * @return the file with the signatures of the keys at hand, of which there can be too few
     */
    public byte[] draft(String roleName) throws IOException {
        Authority authority = pending.authority(roleName);
        return keys.signInPart(SignedMetadata.unsigned(next(roleName), MetadataType.TARGETS), List.of(authority))
                .bytes();
    }

    /**
     * Adds the signatures of all keys at hand to a draft of a role, for {@link #submit}; nothing is published.
     *
     * <p>Keys that the role does not name yet sign too: with targets that old and new holders have signed, the root that
     * exchanges them can follow without anybody having to sign again.
     *
     * @throws MalformedMetadataException if the draft is not targets metadata
     */
    public byte[] sign(String roleName, byte[] draft) throws MalformedMetadataException {
        return keys.signWithAll(PendingTargets.parse(roleName, draft)).bytes();
    }

    /**
     * Publishes only higher versions than clients have seen, after the repository was restored from a backup that is older
     * than they are. Roles whose versions are too low are signed again.
     *
     * @param seen the versions by role, for example from a client's {@code RefreshResult}
     */
    public void riseAbove(Map<String, Long> seen) {
        seen.forEach((role, version) -> {
            floors.merge(role, version, Math::max);
            boolean isTargets = !Root.TOP_LEVEL_ROLES.contains(role) || role.equals(TOP);
            if (isTargets && publishedVersion(role) < version) {
                renew(role);
            }
        });
    }

    /** Signs a role again for another lifetime, although what it says does not change. */
    public void renew(String roleName) {
        pending.renew(roleName);
    }

    /**
     * Signs and writes: delegated roles, targets, snapshot, and the timestamp last. The timestamp is signed again even if
     * nothing else changed.
     *
     * @return the versions that clients see from now on, by role
     * @throws SignersMissingException if keys are missing; nothing was written
     */
    public Map<String, Long> commit() throws IOException, RepositoryException {
        Map<String, SignedMetadata<Targets>> files = signTargets();
        Root root = state.root().signed();
        Map<String, MetaFile> meta = new LinkedHashMap<>(state.snapshot().meta());
        files.forEach((role, file) -> meta.put(role + ".json", FileDescription.of(file)));
        Optional<SignedMetadata<Snapshot>> snapshot = needsSnapshot(meta, root)
                ? Optional.of(keys.sign(nextSnapshot(meta), MetadataType.SNAPSHOT, List.of(root.authority("snapshot"))))
                : Optional.empty();
        SignedMetadata<Timestamp> timestamp = keys.sign(
                new Timestamp(
                        Math.max(state.timestamp().version(), floors.getOrDefault("timestamp", 0L)) + 1,
                        repository.until(repository.lifetimes().timestamp()),
                        snapshot.map(FileDescription::of)
                                .orElse(state.timestamp().snapshot())),
                MetadataType.TIMESTAMP,
                List.of(root.authority("timestamp")));
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
        for (DelegatedRole role : delegations()) {
            Authority authority = pending.authority(role.name());
            if (!files.containsKey(role.name()) && needsSigning(role.name(), authority)) {
                files.put(role.name(), sign(role.name(), authority));
            }
        }
        if (pending.isChanged(TOP)) {
            top = Optional.of(sign(TOP, pending.authority(TOP)));
        }
        top.ifPresent(file -> files.put(TOP, file));
        return files;
    }

    private boolean needsSigning(String roleName, Authority authority) {
        SignedMetadata<Targets> published = state.targets().get(roleName);
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

    private SignedMetadata<Targets> sign(String roleName, Authority authority) throws IOException, RepositoryException {
        return keys.sign(next(roleName), MetadataType.TARGETS, List.of(authority));
    }

    /** What a role will say, under its next version. */
    private Targets next(String roleName) throws IOException {
        Targets content = pending.of(roleName);
        return new Targets(
                nextVersion(roleName, publishedVersion(roleName)),
                repository.until(repository.lifetimes().targets()),
                content.targets(),
                content.delegations());
    }

    private long nextVersion(String roleName, long published) throws IOException {
        return repository.nextVersion(roleName, Math.max(published, floors.getOrDefault(roleName, 0L)));
    }

    private long publishedVersion(String roleName) {
        return state.snapshot().role(roleName).map(MetaFile::version).orElse(0L);
    }

    private boolean needsSnapshot(Map<String, MetaFile> meta, Root root) {
        if (!meta.equals(state.snapshot().meta())
                || state.outdated().contains("snapshot")
                || state.snapshot().version() < floors.getOrDefault("snapshot", 0L)) {
            return true;
        }
        // Signed again long before it expires, whenever its key is at hand.
        var lifetime = repository.lifetimes().snapshot();
        boolean halfOver = state.snapshot().expires().isBefore(repository.until(lifetime.dividedBy(2)));
        return halfOver && keys.canSign(root.authority("snapshot"));
    }

    private Snapshot nextSnapshot(Map<String, MetaFile> meta) throws IOException {
        return new Snapshot(
                nextVersion("snapshot", state.snapshot().version()),
                repository.until(repository.lifetimes().snapshot()),
                meta);
    }

    private Map<String, Long> versions(Map<String, MetaFile> meta, Timestamp timestamp) {
        Map<String, Long> versions = new TreeMap<>();
        meta.forEach((file, description) -> versions.put(file.replaceFirst("\\.json$", ""), description.version()));
        versions.put("root", state.root().signed().version());
        versions.put("snapshot", timestamp.snapshot().version());
        versions.put("timestamp", timestamp.version());
        return versions;
    }

    /** Gives up what was not committed, and lets other publishers in. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
