package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A folder of TUF metadata with consistent snapshots, written so that any web server can serve it while it changes.
 *
 * <pre>{@code
 * TufRepository repository = new TufRepository(base.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
 * repository.initialise(plan, keys);
 * try (Publication publication = repository.begin(keys)) {
 *     publication.add(new TargetFile("releases/1.1.0.json", length, Hashes.sha256(hash), custom));
 *     publication.commit();
 * }
 * }</pre>
 *
 * <p>Target files themselves are put in place first, by the caller, under the names of {@code ConsistentNames}. Then come
 * delegated roles, targets and snapshot, each under a version that was never used before, and the timestamp last: until that
 * one rename, every client sees the previous state whole, and a crash leaves it so. Two publishers exclude each other by a
 * lock file beside the folder.
 *
 * <p>Thread-safe: there is no state but the folder.
 */
public final class TufRepository {
    private final RepositoryFolder folder;
    private final Clock clock;
    private final Lifetimes lifetimes;

    /**
     * A repository in a folder, which need not exist yet.
     *
     * @param metadata the folder that is served as {@code metadata/vendor/}
     * @param clock what time it is, for expiry
     * @param lifetimes how long newly signed files are valid
     */
    public TufRepository(Path metadata, Clock clock, Lifetimes lifetimes) {
        this.folder = new RepositoryFolder(metadata);
        this.clock = clock;
        this.lifetimes = lifetimes;
    }

    /**
     * Makes a new repository without targets.
     *
     * @return the first root, which clients are to be given with their installer
     * @throws RepositoryExistsException if there is one already
     * @throws SignersMissingException if the keys at hand do not meet a threshold
     */
    public byte[] initialise(RootPlan plan, KeyRing keys) throws IOException, RepositoryException {
        try (RepositoryLock lock = RepositoryLock.acquire(folder.folder())) {
            if (folder.timestamp().isPresent()) {
                throw new RepositoryExistsException(folder.folder());
            }
            Root newRoot = plan.root(1, until(lifetimes.root()));
            SignedMetadata<Root> root = keys.sign(newRoot, MetadataType.ROOT, List.of(newRoot.authority("root")));
            SignedMetadata<Targets> targets = keys.sign(
                    new Targets(1, until(lifetimes.targets()), Map.of(), Optional.empty()),
                    MetadataType.TARGETS,
                    List.of(newRoot.authority("targets")));
            SignedMetadata<Snapshot> snapshot = keys.sign(
                    new Snapshot(1, until(lifetimes.snapshot()), Map.of("targets.json", FileDescription.of(targets))),
                    MetadataType.SNAPSHOT,
                    List.of(newRoot.authority("snapshot")));
            SignedMetadata<Timestamp> timestamp = keys.sign(
                    new Timestamp(1, until(lifetimes.timestamp()), FileDescription.of(snapshot)),
                    MetadataType.TIMESTAMP,
                    List.of(newRoot.authority("timestamp")));
            folder.write("targets", targets);
            folder.write("snapshot", snapshot);
            folder.write("root", root);
            folder.writeTimestamp(timestamp);
            return root.bytes();
        }
    }

    /**
     * Begins a change and keeps other publishers out until it is closed.
     *
     * @throws RepositoryLockedException if somebody else is publishing
     * @throws DamagedRepositoryException if what is there does not verify
     */
    public Publication begin(KeyRing keys) throws IOException, RepositoryException {
        RepositoryLock lock = RepositoryLock.acquire(folder.folder());
        try {
            return new Publication(this, RepositoryState.load(folder), keys, lock);
        } catch (IOException | RepositoryException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Signs the timestamp again, for another lifetime; nothing else changes. */
    public void renewTimestamp(KeyRing keys) throws IOException, RepositoryException {
        try (Publication publication = begin(keys)) {
            publication.commit();
        }
    }

    /**
     * Changes who may sign what: writes the next root, signed with the keys of the root before it and with its own, and
     * signs the other roles again where their keys changed.
     *
     * <p>Where the old keys of those roles are still at hand, the files are signed with both and written before the root, so
     * that at no moment a client finds files that its root does not know. Where they are lost, the root goes first.
     *
     * @return the new root
     * @throws SignersMissingException if the keys at hand do not meet a threshold; nothing was written
     */
    public byte[] rotate(RootPlan plan, KeyRing keys) throws IOException, RepositoryException {
        try (RepositoryLock lock = RepositoryLock.acquire(folder.folder())) {
            RootRotation rotation = new RootRotation(this, RepositoryState.load(folder), keys);
            SignedMetadata<Root> root = rotation.draft(plan);
            rotation.publish(root);
            return root.bytes();
        }
    }

    /**
     * Writes down the next root for its signers to sign one after the other, each on an own computer; nothing is published.
     *
     * @return the root with the signatures of the keys at hand, for {@link RootDraft} and then {@link #publishRoot}
     */
    public RootDraft draftRoot(RootPlan plan, KeyRing keys) throws IOException, RepositoryException {
        RepositoryState state = RepositoryState.load(folder);
        SignedMetadata<Root> root = new RootRotation(this, state, keys).draft(plan);
        return new RootDraft(root, state.root().signed());
    }

    /**
     * Takes up a draft of the next root again.
     *
     * @throws DamagedRepositoryException if the draft is not a root, or the repository has gone on since it was written
     */
    public RootDraft readDraft(byte[] draft) throws IOException, RepositoryException {
        Root before = RepositoryState.load(folder).root().signed();
        try {
            return RootDraft.read(draft, before);
        } catch (TufException e) {
            throw new DamagedRepositoryException(folder.folder(), e);
        }
    }

    /**
     * Publishes a root that enough signers have signed, as {@link #rotate} does.
     *
     * @param keys the keys of the other roles whose keys change; empty if none does
     * @throws SignersMissingException if signatures are missing; nothing was written
     */
    public void publishRoot(RootDraft draft, KeyRing keys) throws IOException, RepositoryException {
        try (RepositoryLock lock = RepositoryLock.acquire(folder.folder())) {
            new RootRotation(this, RepositoryState.load(folder), keys).publish(draft.file());
        }
    }

    /**
     * Verifies all that is there: every root from the first on, timestamp, snapshot, targets and delegated roles, by
     * signatures, versions, lengths and hashes. Expiry is for {@code TufUpdater} to tell, target files for the caller.
     *
     * @throws NotARepositoryException if there is nothing
     * @throws DamagedRepositoryException with the reason as its cause
     */
    public void verify() throws IOException, RepositoryException {
        RepositoryState.load(folder);
    }

    RepositoryFolder folder() {
        return folder;
    }

    Lifetimes lifetimes() {
        return lifetimes;
    }

    /** The end of a lifetime that begins now, in the whole seconds that metadata has. */
    Instant until(Duration lifetime) {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(lifetime);
    }

    /** A version of a role that was never used, not even by a publication that was cut off. */
    long nextVersion(String roleName, long current) throws IOException {
        return Math.max(current, folder.highestVersion(roleName)) + 1;
    }
}
