package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.RollbackException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.TargetPaths;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a repository: collected first, then signed and written by {@link #commit}. Closing without commit changes
 * nothing.
 *
 * <p>Not thread-safe. Holds the repository's lock until it is closed.
 */
public final class Publication implements AutoCloseable {
    private static final String TOP = "targets";

    private final RepositoryState state;
    private final RepositoryLock lock;
    private final PendingTargets pending;
    private final NextVersions versions;
    private final NextState next;

    Publication(TufRepository repository, RepositoryState state, KeyRing keys, RepositoryLock lock) {
        this.state = state;
        this.lock = lock;
        this.pending = new PendingTargets(state);
        this.versions = new NextVersions(repository.folder(), state);
        this.next = new NextState(repository, state, keys, pending, versions);
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
     * Ends a delegation: clients no longer accept anything that role signs.
     *
     * @return whether there was one
     */
    public boolean revoke(String roleName) {
        return pending.revoke(roleName);
    }

    /**
     * Takes in the metadata of a role that others have signed: a publisher the one delegated to it, or the holders of the
     * targets keys a draft.
     *
     * @throws TufException if it is not metadata, not signed by the role's keys, or not newer than what is published
     */
    public void submit(String roleName, byte[] signed) throws TufException {
        SignedMetadata<Targets> file = PendingTargets.parse(roleName, signed);
        Signatures.verify(file, pending.authority(roleName));
        if (file.signed().version() <= versions.seen(roleName)) {
            throw new RollbackException(
                    roleName, versions.seen(roleName), file.signed().version());
        }
        pending.submit(roleName, file);
    }

    /**
     * Writes down the change for its signers to sign one after the other, each on an own computer; what they have signed is
     * then given to {@link TufRepository#publish}. Nothing is published.
     *
     * @return the changed roles with the signatures of the keys at hand, of which there can be too few
     */
    public Draft draft() throws IOException {
        return new Draft(
                Optional.of(state.root()), Optional.of(state.targets().get(TOP)), Optional.empty(), next.unfinished());
    }

    /**
     * Publishes only higher versions than clients have seen, after the repository was restored from a backup that is older
     * than they are. Roles whose versions are too low are signed again.
     *
     * @param seen the versions by role, for example from a client's {@code RefreshResult}
     */
    public void riseAbove(Map<String, Long> seen) {
        seen.forEach((role, version) -> {
            versions.riseAbove(role, version);
            boolean isTargets = !Root.TOP_LEVEL_ROLES.contains(role) || role.equals(TOP);
            if (isTargets && versions.published(role) < version) {
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
        return next.write();
    }

    /**
     * Refuses to go on without enough keys at hand to sign a role, snapshot and timestamp: better now than after an hour of
     * copying payloads.
     *
     * @throws SignersMissingException if keys are missing
     */
    public void requireSigners(String roleName) throws SignersMissingException {
        next.requireSigners(roleName);
    }

    /** Gives up what was not committed, and lets other publishers in. */
    @Override
    public void close() throws IOException {
        lock.close();
    }
}
