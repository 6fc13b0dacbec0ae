package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The site that this computer is the main server of: what an administrator does with its keys. A service of the fleet bundle;
 * safe for use by several threads.
 *
 * <p>Passphrases are arrays, so that the caller can overwrite them after use; they are not kept here. Everything here is refused
 * with {@code SITE_NOT_HERE} on a computer that takes its updates from another.
 */
public interface Site {
    /** The status of the site. */
    Status status();

    /** Which site it is; it is made if there is none yet. */
    SiteFingerprint establish();

    /** The new address of this server that the site announces, if any. */
    Optional<ServerAddress> movesTo();

    /**
     * Has the site announce a new address of this server. Its computers move there as soon as the server there authenticates
     * with the same authority; those behind relays stay with their relays.
     *
     * @param address the new address; empty takes back what was said
     * @throws dev.lockstep.core.problem.ProblemException with {@code BAD_REQUEST} if this server proves itself by an authority that
     *     vouches for others too
     */
    @Audited
    void moveTo(Optional<ServerAddress> address);

    /**
     * Names somebody who approves modules from files and going back, with a key that a passphrase encrypts. The site is made if
     * there is none yet. Somebody of that name gets another key, and modules that were approved stay so.
     *
     * @param name a word
     * @throws dev.lockstep.core.problem.ProblemException with {@code ROOT_KEY_MISSING}, or with {@code KEY_UNUSABLE}
     */
    @Audited
    void appointApprover(String name, char[] passphrase, RootKey rootKey);

    /**
     * Lets somebody approve no longer.
     *
     * @param passphrase of an approver who stays, and vouches for what was approved; not looked at if there is none
     * @throws dev.lockstep.core.problem.ProblemException with {@code APPROVER_UNKNOWN}, or as {@link #appointApprover}
     */
    @Audited
    void dismissApprover(String name, char[] passphrase, RootKey rootKey);

    /**
     * Signs the site's next root, which holds for another ten years. Computers follow by themselves.
     *
     * @param onlineKeys whether this server gets other keys to sign with, as after a break-in
     * @param next where another root key is written, in place of the one that there is
     * @throws dev.lockstep.core.problem.ProblemException as {@link #appointApprover}; nothing has changed then
     */
    @Audited
    void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next);

    /**
     * Vouches for a module from a file: from then on every computer of the site takes it as if the vendor had signed it.
     *
     * @param passphrase opens the approver's key
     * @throws dev.lockstep.core.problem.ProblemException with {@code KEY_UNUSABLE} if it does not
     */
    @Audited
    void approve(ModuleRelease module, char[] passphrase);

    /**
     * Permits computers of the site to roll back, once each, within the next thirty days; the server alone cannot make them.
     *
     * @param audience which of them
     * @param passphrase opens the approver's key
     * @throws dev.lockstep.core.problem.ProblemException with {@code KEY_UNUSABLE} if it does not
     */
    @Audited
    RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase);

    /**
     * Moves the root key of the site into a file that the administrator stores elsewhere.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code ROOT_KEY_MISSING} if it is gone already
     */
    @Audited
    void exportRootKey(Path file, char[] passphrase);

    /**
     * Writes everything that a reinstalled server needs to be the same site again: keys, what it says, its module list with the
     * modules that came from files, and its settings.
     */
    @Audited
    void backUp(Path file, char[] passphrase) throws IOException;

    /**
     * Restores the site from a backup. It is signed with higher versions than its computers have seen, so that they follow
     * without further action.
     *
     * @return what became of it, one sentence each
     * @throws dev.lockstep.core.problem.ProblemException with {@code SITE_BACKUP_UNUSABLE}; then nothing was changed
     */
    @Audited
    List<Sentence> restore(Path file, char[] passphrase) throws IOException;

    /**
     * The status of a site.
     *
     * @param fingerprint which one it is; empty if this computer has said nothing yet
     * @param rootKeyHere whether its root key is still on this computer, where whoever breaks in finds it
     * @param approvers the names of those who may approve modules and going back
     * @param expires when what it signs ends, by role: the root is renewed by hand, the others renew themselves
     */
    record Status(
            Optional<SiteFingerprint> fingerprint,
            boolean rootKeyHere,
            SortedSet<String> approvers,
            Map<String, Instant> expires) {
        /** The status before a site exists. */
        public static final Status NONE = new Status(Optional.empty(), false, new TreeSet<>(), Map.of());

        public Status {
            approvers = Collections.unmodifiableSortedSet(new TreeSet<>(approvers));
            expires = Map.copyOf(expires);
        }

        /** Whether somebody may approve anything. */
        public boolean approver() {
            return !approvers.isEmpty();
        }
    }
}
