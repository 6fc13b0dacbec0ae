package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Site;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.SiteFingerprint;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A site that remembers what was asked of it. */
final class TestOwnSite implements Site {
    static final SiteFingerprint FINGERPRINT = SiteFingerprint.of(new byte[] {1});

    final List<String> done = new ArrayList<>();
    Standing standing = new Standing(Optional.of(FINGERPRINT), true, false);

    @Override
    public Standing standing() {
        return standing;
    }

    @Override
    public SiteFingerprint establish() {
        return FINGERPRINT;
    }

    @Override
    public void appointApprover(char[] passphrase, Optional<Path> rootKey, char[] rootPassphrase) {
        done.add("appoint with " + new String(passphrase)
                + rootKey.map(key -> " by " + key + " with " + new String(rootPassphrase))
                        .orElse(""));
        standing = new Standing(standing.fingerprint(), standing.rootKeyHere(), true);
    }

    @Override
    public void approve(ModuleRelease module, char[] passphrase) {
        done.add("approve " + module.name() + " " + module.version() + " with " + new String(passphrase));
    }

    @Override
    public RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase) {
        done.add("let " + audience.title() + " go back to " + rollback.title() + " with " + new String(passphrase));
        return new RollbackApproval(FINGERPRINT, 1, audience, rollback, Instant.parse("2026-12-22T10:00:00Z"));
    }

    @Override
    public void exportRootKey(Path file, char[] passphrase) {
        done.add("export the root key to " + file + " with " + new String(passphrase));
    }

    @Override
    public void backUp(Path file, char[] passphrase) {
        done.add("back up to " + file + " with " + new String(passphrase));
    }

    @Override
    public List<String> restore(Path file, char[] passphrase) {
        done.add("restore " + file + " with " + new String(passphrase));
        return List.of("This server is the site again");
    }
}
