package dev.lockstep.admin.internal;

import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The services of a server of which these tests only need that they are asked, and answer. */
final class TestServices {
    static final SiteFingerprint FINGERPRINT = SiteFingerprint.of(new byte[] {1});
    static final Instant SINCE = Instant.parse("2026-11-22T12:00:00Z");

    final List<String> done = new CopyOnWriteArrayList<>();
    final Admissions admissions = new TestAdmissions();
    final KnownComputers computers = new TestComputers();
    final Site site = new TestSite();
    final TrustedSite trusted = new TestTrust();
    final SiteVersions versions = new TestVersions();
    final Distribution distribution = new TestDistribution();
    volatile boolean approver;

    private final class TestAdmissions implements Admissions {
        @Override
        public void named(Fingerprint key, String name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Applicant> find(Fingerprint key) {
            return Optional.empty();
        }

        @Override
        public Applicant ask(Application application) {
            throw new UnsupportedOperationException("nobody asks for it here");
        }

        @Override
        public List<Applicant> all() {
            return List.of(applicant(Admissions.Standing.WAITING));
        }

        private Applicant applicant(Admissions.Standing standing) {
            return new Applicant(Fingerprint.of(new byte[] {2}), "ws-2", "desk", "192.0.2.7", standing, SINCE);
        }

        @Override
        public Applicant admit(String computer) {
            return changed("admit", computer, Admissions.Standing.ADMITTED);
        }

        @Override
        public Applicant revoke(String computer) {
            return changed("revoke", computer, Admissions.Standing.REVOKED);
        }

        private Applicant changed(String what, String computer, Admissions.Standing standing) {
            if (!computer.equals("desk")) {
                throw ProblemException.of(ProblemCode.COMPUTER_UNFOUND, Map.of("count", "0", "computer", computer));
            }
            done.add(what + " " + computer);
            return applicant(standing);
        }

        @Override
        public Secret issueSecret(int uses, Duration lifetime) {
            done.add("secret for " + uses + " and " + lifetime.toDays() + " days");
            return new Secret("a-secret", SINCE.plus(lifetime));
        }

        @Override
        public Runnable watch(Consumer<Fingerprint> lost) {
            return () -> {};
        }
    }

    private final class TestComputers implements KnownComputers {
        @Override
        public List<Known> known() {
            return List.of(
                    new Known("ws-1", "desk", SINCE, Optional.empty()),
                    new Known("ws-9", "gone", SINCE, Optional.empty()));
        }

        @Override
        public boolean forget(String id) {
            done.add("forget " + id);
            return id.equals("ws-9");
        }
    }

    private final class TestSite implements Site {
        @Override
        public Site.Status status() {
            return new Site.Status(
                    Optional.of(FINGERPRINT), true, new TreeSet<>(approver ? Set.of("approver") : Set.of()), Map.of());
        }

        @Override
        public SiteFingerprint establish() {
            return FINGERPRINT;
        }

        @Override
        public Optional<ServerAddress> movesTo() {
            return Optional.empty();
        }

        @Override
        public void moveTo(Optional<ServerAddress> address) {
            done.add("move to " + address.map(ServerAddress::toString).orElse("nowhere else"));
        }

        @Override
        public void appointApprover(String name, char[] passphrase, RootKey rootKey) {
            done.add("appoint with " + new String(passphrase));
            approver = true;
        }

        @Override
        public void dismissApprover(String name, char[] passphrase, RootKey rootKey) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void approve(ModuleRelease module, char[] passphrase) {
            if (!new String(passphrase).equals("open sesame")) {
                throw ProblemException.of(ProblemCode.KEY_UNUSABLE, Map.of("reason", "the passphrase is wrong"));
            }
            done.add("approve " + module.name());
        }

        @Override
        public RollbackApproval approve(Rollback rollback, Audience audience, char[] passphrase) {
            done.add("let " + audience.title() + " go back to " + rollback.title() + " with " + new String(passphrase));
            return new RollbackApproval(FINGERPRINT, 1, audience, rollback, SINCE.plus(Duration.ofDays(30)));
        }

        @Override
        public void exportRootKey(Path file, char[] passphrase) {
            throw new UnsupportedOperationException("no path leads here");
        }

        @Override
        public void backUp(Path file, char[] passphrase) {
            throw new UnsupportedOperationException("no path leads here");
        }

        @Override
        public List<Sentence> restore(Path file, char[] passphrase) {
            throw new UnsupportedOperationException("no path leads here");
        }
    }

    private static final class TestTrust implements TrustedSite {
        @Override
        public Optional<SiteFingerprint> known() {
            return Optional.of(FINGERPRINT);
        }

        @Override
        public SiteFingerprint offered() {
            return FINGERPRINT;
        }

        @Override
        public void trust(SiteFingerprint fingerprint) {
            throw new UnsupportedOperationException("no path leads here");
        }
    }

    private static final class TestVersions implements SiteVersions {
        @Override
        public SiteVersions.State state() {
            Behind behind = new Behind(
                    "desk", new TreeSet<>(Set.of(TestAgent.OLD)), true, SINCE, Sentence.said("It is downloading."));
            return new SiteVersions.State.Mixed(SINCE, TestAgent.NEW, 1, 2, List.of(behind), false);
        }

        @Override
        public List<Ended> ended() {
            return List.of(new Ended(
                    SINCE,
                    SINCE.plusSeconds(12),
                    new TreeSet<>(Set.of(TestAgent.OLD, TestAgent.NEW)),
                    false,
                    List.of("laptop")));
        }
    }

    private static final class TestDistribution implements Distribution {
        @Override
        public Distribution.State state() {
            return new Distribution.State.Ready(List.of(TestAgent.OLD));
        }

        @Override
        public void mirror(Version version, Progress progress) {
            throw new UnsupportedOperationException("no path leads here");
        }

        @Override
        public void mirrorModule(String name, Version version, Progress progress) {
            throw new UnsupportedOperationException("no path leads here");
        }

        @Override
        public Verification verify(Progress progress) {
            return new Verification(0, 0, 0);
        }

        @Override
        public List<Sentence> notices() {
            return List.of();
        }

        @Override
        public long missingBytes(Release release) {
            return 0;
        }
    }
}
