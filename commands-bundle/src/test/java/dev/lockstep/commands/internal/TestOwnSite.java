package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Site;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** A site that remembers what was asked of it. */
public final class TestOwnSite implements Site {
    public static final SiteFingerprint FINGERPRINT = SiteFingerprint.of(new byte[] {1});

    public Optional<ServerAddress> nextAddress = Optional.empty();
    public final List<String> done = new ArrayList<>();
    public Optional<Problem> problem = Optional.empty();
    public Status status = status(true);

    @Override
    public Status status() {
        problem.ifPresent(found -> {
            throw new ProblemException(found);
        });
        return status;
    }

    /** A site with these approvers, whose root holds until 2036. */
    public static Status status(boolean rootKeyHere, String... approvers) {
        return new Status(
                Optional.of(FINGERPRINT),
                rootKeyHere,
                new TreeSet<>(List.of(approvers)),
                Map.of(
                        "root",
                        Instant.parse("2036-11-20T12:00:00Z"),
                        "timestamp",
                        Instant.parse("2036-11-20T12:00:00Z")));
    }

    @Override
    public SiteFingerprint establish() {
        return FINGERPRINT;
    }

    @Override
    public Optional<ServerAddress> movesTo() {
        return nextAddress;
    }

    @Override
    public void moveTo(Optional<ServerAddress> address) {
        nextAddress = address;
    }

    @Override
    public void appointApprover(String name, char[] passphrase, RootKey rootKey) {
        done.add("appoint " + name + " with " + new String(passphrase) + by(rootKey));
        SortedSet<String> all = new TreeSet<>(status.approvers());
        all.add(name);
        status = status(status.rootKeyHere(), all.toArray(String[]::new));
    }

    @Override
    public void dismissApprover(String name, char[] passphrase, RootKey rootKey) {
        done.add("dismiss " + name + " with " + new String(passphrase) + by(rootKey));
        SortedSet<String> all = new TreeSet<>(status.approvers());
        all.remove(name);
        status = status(status.rootKeyHere(), all.toArray(String[]::new));
    }

    @Override
    public void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) {
        done.add("renew" + by(rootKey) + (onlineKeys ? " with other online keys" : "")
                + next.map(key -> " and another root key" + by(key)).orElse(""));
    }

    private static String by(RootKey key) {
        return key.file().map(file -> " by " + file).orElse("");
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
    public List<Sentence> restore(Path file, char[] passphrase) {
        done.add("restore " + file + " with " + new String(passphrase));
        return List.of(Sentence.said("This server is the site again"));
    }
}
