package dev.lockstep.core.node;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.SiteFingerprint;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The site that this computer is the main server of: what an administrator does with its keys. A service of the fleet bundle;
 * safe for use by several threads.
 *
 * <p>Passphrases are arrays, so that the caller can overwrite them after use; they are not kept here. Everything here is refused
 * with {@code SITE_NOT_HERE} on a computer that takes its updates from another.
 */
public interface Site {
    /** How the site stands. */
    Standing standing();

    /** Which site it is; it is made if there is none yet. */
    SiteFingerprint establish();

    /**
     * Names the key that approves modules from files, and encrypts it with a passphrase. The site is made if there is none yet.
     *
     * @param rootKey the file of the site's root key, if it was taken away from this computer
     * @param rootPassphrase opens that file
     * @throws dev.lockstep.core.problem.ProblemException with {@code ROOT_KEY_MISSING}, or with {@code KEY_UNUSABLE}
     */
    void appointApprover(char[] passphrase, Optional<Path> rootKey, char[] rootPassphrase);

    /**
     * Vouches for a module from a file: from then on every computer of the site takes it as if the vendor had signed it.
     *
     * @param passphrase opens the approver's key
     * @throws dev.lockstep.core.problem.ProblemException with {@code KEY_UNUSABLE} if it does not
     */
    void approve(ModuleRelease module, char[] passphrase);

    /**
     * Lets computers of the site go back, once each, within the next thirty days: they do not on the server's word alone.
     *
     * @param audience which of them
     * @param passphrase opens the approver's key
     * @throws dev.lockstep.core.problem.ProblemException with {@code KEY_UNUSABLE} if it does not
     */
    RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase);

    /**
     * Moves the root key of the site into a file that the administrator takes away.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code ROOT_KEY_MISSING} if it is gone already
     */
    void exportRootKey(Path file, char[] passphrase);

    /**
     * Writes everything that a reinstalled server needs to be the same site again: keys, what it says, its module list with the
     * modules that came from files, and its settings.
     */
    void backUp(Path file, char[] passphrase) throws IOException;

    /**
     * Makes this computer the site of a backup. What its computers have seen since is signed over, and they follow with nothing
     * done on them.
     *
     * @return what became of it, one sentence each
     * @throws dev.lockstep.core.problem.ProblemException with {@code SITE_BACKUP_UNUSABLE}; then nothing was changed
     */
    List<String> restore(Path file, char[] passphrase) throws IOException;

    /**
     * How a site stands.
     *
     * @param fingerprint which one it is; empty if this computer has said nothing yet
     * @param rootKeyHere whether its root key is still on this computer, where whoever breaks in finds it
     * @param approver whether somebody may approve modules
     */
    record Standing(Optional<SiteFingerprint> fingerprint, boolean rootKeyHere, boolean approver) {}
}
