package dev.lockstep.signing.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.tuf.DuplicateSignatureException;
import dev.lockstep.core.tuf.RollbackException;
import dev.lockstep.core.tuf.SignatureThresholdException;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

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
        Draft draft = draftFirst(plan, keys);
        publish(draft, keys);
        return draft.root().orElseThrow().bytes();
    }

    /**
     * Writes down the first root and targets of a new repository for their signers; nothing is published.
     *
     * @return the draft with the signatures of the keys at hand, for {@link #publish}
     */
    public Draft draftFirst(RootPlan plan, KeyRing keys) {
        return new FirstState(this, keys).draft(plan);
    }

    /**
     * Begins a change and keeps other publishers out until it is closed. All that is there is verified first: every root from
     * the first on, timestamp, snapshot, targets and delegated roles, by signatures, versions, lengths and hashes. Expiry is for
     * {@code TufUpdater} to tell, target files for the caller.
     *
     * @throws RepositoryLockedException if somebody else is publishing
     * @throws NotARepositoryException if there is nothing
     * @throws DamagedRepositoryException if what is there does not verify, with the reason as its cause
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
     * Signs the published timestamp once more with another expiry and further members, for a copy of the repository that travels
     * without this one. Nothing is written: clients of both see the same snapshot under the same version.
     *
     * @param members what TUF does not define; signed like all others
     * @throws SignersMissingException if the keys at hand do not meet the threshold
     */
    public byte[] timestampFor(Instant expires, ObjectNode members, KeyRing keys)
            throws IOException, RepositoryException {
        RepositoryState state = RepositoryState.load(folder);
        Timestamp published = state.timestamp();
        Timestamp other = new Timestamp(published.version(), expires, published.snapshot());
        ObjectNode file = (ObjectNode) StrictJson.parse(
                SignedMetadata.unsigned(other, MetadataType.TIMESTAMP).bytes());
        ((ObjectNode) file.get("signed")).setAll(members);
        SignedMetadata<Timestamp> unsigned = SignedMetadata.parse(PrettyJson.encode(file), MetadataType.TIMESTAMP);
        Authority authority = state.root().signed().authority("timestamp");
        SignedMetadata<Timestamp> signed = keys.signInPart(unsigned, List.of(authority));
        KeyRing.requireThreshold(signed, authority);
        return signed.bytes();
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
            Draft draft = rotation.draft(plan);
            rotation.publish(draft);
            return draft.root().orElseThrow().bytes();
        }
    }

    /**
     * Writes down the next root for its signers to sign one after the other, each on an own computer, with the targets if
     * they need other signatures because of it; nothing is published.
     *
     * @return the draft with the signatures of the keys at hand, for {@link #publish}
     */
    public Draft draftRoot(RootPlan plan, KeyRing keys) throws IOException, RepositoryException {
        return new RootRotation(this, RepositoryState.load(folder), keys).draft(plan);
    }

    /**
     * Publishes what enough signers have signed.
     *
     * @param draft a first state, a next root as {@link #rotate} would make it, or changed targets
     * @param keys those of snapshot and timestamp
     * @throws SignersMissingException if signatures are missing; nothing was written
     * @throws UnusableDraftException if the repository has gone on since the draft was drawn up
     */
    public void publish(Draft draft, KeyRing keys) throws IOException, RepositoryException {
        if (draft.root().isEmpty()) {
            publishTargets(draft, keys);
            return;
        }
        try (RepositoryLock lock = RepositoryLock.acquire(folder.folder())) {
            if (draft.root().get().signed().version() > 1) {
                new RootRotation(this, RepositoryState.load(folder), keys).publish(draft);
            } else if (folder.timestamp().isPresent()) {
                throw new RepositoryExistsException(folder.folder());
            } else {
                new FirstState(this, keys).publish(draft);
            }
        }
    }

    private void publishTargets(Draft draft, KeyRing keys) throws IOException, RepositoryException {
        try (Publication publication = begin(keys)) {
            // The delegator goes first: it says who may sign the others.
            List<String> roles = new ArrayList<>(draft.targets().keySet());
            roles.sort(Comparator.comparing(role -> !role.equals("targets")));
            for (String role : roles) {
                publication.submit(role, draft.targets().get(role).bytes());
            }
            publication.commit();
        } catch (SignatureThresholdException | DuplicateSignatureException e) {
            throw new UnusableDraftException(e.getMessage(), e);
        } catch (RollbackException e) {
            throw new UnusableDraftException("the repository has gone on since: " + e.getMessage(), e);
        } catch (TufException | IllegalArgumentException e) {
            throw new UnusableDraftException(e.getMessage(), e);
        }
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
