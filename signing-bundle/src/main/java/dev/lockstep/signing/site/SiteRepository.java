package dev.lockstep.signing.site;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.site.ApprovalRule;
import dev.lockstep.core.site.AssignmentJson;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.AuditTarget;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RollbackTarget;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SignedTime;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteServer;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RepositoryException;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The site repository of a main server: created once, and from then on everything that is signed for the computers of this
 * installation.
 *
 * <pre>
 * keys/                                    see {@link SiteKeys}; never served
 * metadata/site/                           a TUF repository with consistent snapshots
 * targets/assignments/HASH.all.json        who is to run what
 * targets/modules/NAME/HASH.1.0.0.json     what a module is that the approver vouches for
 * targets/HASH.server.json                 where the main server is from now on, if it moves
 * targets/audit/HASH.ID.json               how far the audit log of a computer has come
 * targets/rollbacks/HASH.SERIAL.json       permissions to roll back, from the approver
 * </pre>
 *
 * <p>Not thread-safe; two processes exclude each other. What cannot be written or signed is a {@link ProblemException} with
 * {@code SITE_DAMAGED}, and computers go on with what they were told before.
 */
public final class SiteRepository {
    /** The root has no successor without the administrator, so it lives longer than the server's hardware. */
    static final Lifetimes USUAL =
            new Lifetimes(Duration.ofDays(10 * 365), Duration.ofDays(30), Duration.ofDays(7), Duration.ofDays(1));
    /** An approval is not signed again without its approver; the snapshot keeps it from being withheld. */
    static final Lifetimes APPROVALS = new Lifetimes(USUAL.root(), USUAL.root(), USUAL.snapshot(), USUAL.timestamp());

    private final Path folder;
    private final SiteKeys keys;
    private final Clock clock;
    private final PublishedSite published;

    private SiteRepository(Path folder, Clock clock) {
        this.folder = folder;
        this.keys = new SiteKeys(folder.resolve("keys"));
        this.clock = clock;
        this.published = new PublishedSite(folder, clock);
    }

    /** The repository in a folder; empty if none was made there yet. */
    public static Optional<SiteRepository> open(Path folder, Clock clock) {
        SiteRepository repository = new SiteRepository(folder, clock);
        if (!Files.exists(repository.metadata().resolve("timestamp.json"))) {
            return Optional.empty();
        }
        if (repository.keys.isBetween()) {
            repository.ceremony(SiteCeremony::settle);
        }
        return Optional.of(repository);
    }

    /** Creates a site with new keys and no assignments. */
    public static SiteRepository create(Path folder, Clock clock) {
        SiteRepository repository = new SiteRepository(folder, clock);
        return repository.writing(() -> {
            repository.keys.make();
            repository
                    .tuf(USUAL)
                    .initialise(
                            new RootPlan(
                                    RoleKeys.single(repository.keys.root().publicKey()),
                                    RoleKeys.single(
                                            repository.keys.online("targets").publicKey()),
                                    RoleKeys.single(
                                            repository.keys.online("snapshot").publicKey()),
                                    RoleKeys.single(
                                            repository.keys.online("timestamp").publicKey())),
                            repository.keys.ring(repository.keys.root()));
            return repository;
        });
    }

    /** Which site it is. */
    public SiteFingerprint fingerprint() {
        return writing(() -> SiteFingerprint.of(Files.readAllBytes(metadata().resolve("1.root.json"))));
    }

    /**
     * The published site, read as its computers read it, except that expired metadata is accepted, because it is about to be
     * signed again.
     */
    public SiteMetadata published() {
        return published.read().orElseThrow(() -> damaged(folder, new IOException("there is no timestamp.json in it")));
    }

    /**
     * Assigns: adds assignments, or replaces those for the same audience.
     *
     * @throws IllegalArgumentException if a computer would be in two groups
     */
    public void assign(Collection<SiteAssignment> assignments) {
        requireOneGroupEach(assignments);
        publish(change -> {
            for (SiteAssignment assignment : assignments) {
                byte[] json = AssignmentJson.write(assignment);
                change.add(written(
                        new TargetFile(
                                assignment.audience().targetName(),
                                json.length,
                                Hashes.sha256(Blob.of(json).digest().hex()),
                                AssignmentJson.custom(assignment.audience())),
                        json));
            }
        });
    }

    /** Removes the assignment of an audience; its computers follow the next wider one. */
    public void withdraw(Audience audience) {
        publish(change -> change.remove("targets", audience.targetName()));
    }

    private void requireOneGroupEach(Collection<SiteAssignment> added) {
        Map<String, Audience.Group> groups = new TreeMap<>();
        Stream.concat(published().assignments().stream(), added.stream())
                .map(SiteAssignment::audience)
                .filter(Audience.Group.class::isInstance)
                .map(Audience.Group.class::cast)
                .forEach(group -> groups.put(group.name(), group));
        Map<String, String> seen = new TreeMap<>();
        for (Audience.Group group : groups.values()) {
            for (String member : group.members()) {
                String other = seen.put(member, group.name());
                if (other != null) {
                    throw new IllegalArgumentException(
                            "the computer " + member + " would be in the groups " + other + " and " + group.name());
                }
            }
        }
    }

    /**
     * Signs how far the audit log of a computer has come, so that it cannot be shortened or written anew unseen.
     *
     * @param node the id of the computer
     */
    public void anchor(String node, AuditHead head) {
        Optional<AuditHead> before = Optional.ofNullable(published().audits().get(node));
        publish(change -> change.add(written(AuditTarget.of(node, head), AuditTarget.content(head))));
        before.filter(old -> !old.equals(head))
                .ifPresent(old -> writing(() -> {
                    DurableFiles.delete(place(AuditTarget.of(node, old)));
                    return old;
                }));
    }

    /** Announces a new address of the main server; empty takes that back. */
    public void moveServer(Optional<SiteServer> server) {
        publish(change -> {
            change.remove("targets", SiteServer.PATH);
            if (server.isPresent()) {
                change.add(written(server.get().target(), server.get().content()));
            }
        });
    }

    /** Signs for how long computers of this site may install releases whose vendor metadata has expired. */
    public void limitFreshness(FreshnessPolicy policy) {
        publish(change -> {
            if (policy.refusedAfterDays().isEmpty()) {
                change.remove("targets", FreshnessPolicy.TARGET);
            } else {
                change.add(written(policy.target(), policy.content()));
            }
        });
    }

    /** Signs what computers of this site must not install, in place of what was signed about that before. */
    public void decline(Withdrawals list) {
        publish(change -> {
            if (list.entries().isEmpty()) {
                change.remove("targets", Withdrawals.DECLINED);
            } else {
                change.add(written(list.target(Withdrawals.DECLINED), list.content()));
            }
        });
    }

    /**
     * Renews the signatures: the timestamp always, the rest long before it expires. To be called at the start of the server and
     * then regularly.
     */
    public void renew() {
        Instant soon = clock.instant().plus(USUAL.targets().dividedBy(2));
        boolean targetsAge = published().expires().get("targets").isBefore(soon);
        publish(change -> {
            if (targetsAge) {
                change.renew("targets");
            }
        });
    }

    /** A status file for the vendor; see {@link StatusFile}. */
    public byte[] signed(SiteStatus status) {
        return writing(() -> {
            List<byte[]> roots = new ArrayList<>();
            for (int version = 1; Files.exists(rootFile(version)); version++) {
                roots.add(Files.readAllBytes(rootFile(version)));
            }
            return PrettyJson.encode(SignedStatement.sign(StatusFile.unsigned(status, roots), keys.online("targets")));
        });
    }

    private Path rootFile(int version) {
        return metadata().resolve(version + ".root.json");
    }

    /** The current time, signed for one request. */
    public byte[] tellTime(TimeRequest question) {
        return writing(() -> CanonicalJson.encode(SignedStatement.sign(
                SignedTime.unsigned(question, fingerprint(), clock.instant()), keys.online("timestamp"))));
    }

    /** Removes superseded files of the site in a folder, its own or a relayed one, that are older than a day. */
    public static void prune(Path folder, Clock clock) {
        Optional<SiteMetadata> now = new PublishedSite(folder, clock).read();
        try {
            if (now.isPresent()) {
                new SitePruning(folder, clock.instant().minus(Duration.ofDays(1))).prune(now.get());
            }
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    /** When the first of the files that are signed without anybody at hand expires. */
    public Instant expires() {
        return published().expires().get("timestamp");
    }

    /**
     * Signs everything again under versions that were never used, after a backup was restored that is older than the computers
     * of the site. Versions from then on follow the clock, in seconds: nobody signs so often that they were reached before.
     */
    public void riseAfterRestore() {
        long seconds = clock.instant().getEpochSecond();
        riseAbove(Map.of("targets", seconds, "snapshot", seconds, "timestamp", seconds));
    }

    /** Signs everything again above versions that a computer of the site has seen. */
    public void riseAbove(Map<String, Long> seen) {
        publish(change -> change.riseAbove(seen));
    }

    /** Whether the root key is still on this computer, where whoever breaks in finds it. */
    public boolean holdsRootKey() {
        return keys.holdsRoot();
    }

    /**
     * Moves the root key to a file that the administrator stores elsewhere.
     *
     * @param passphrase encrypts it
     * @throws ProblemException with {@code ROOT_KEY_MISSING} if it is not here any more
     */
    public void exportRootKey(Path target, char[] passphrase) {
        try {
            keys.exportRoot(target.toAbsolutePath(), passphrase);
        } catch (IOException e) {
            throw DiskProblems.writing(target.toAbsolutePath().getParent(), 0, e);
        }
    }

    /** The names of those who may approve modules and going back. */
    public SortedSet<String> approvers() {
        return writing(() -> new TreeSet<>(ceremony().rule().approvers().keySet()));
    }

    /** When each of the files that say who may sign what, and what is assigned, expires; by role. */
    public Map<String, Instant> expiries() {
        return published().expires();
    }

    /**
     * Names an approver: makes a key for approvals, and a root that says so. An approver of the same name loses the old key.
     * Approved modules stay approved; permissions to roll back have to be given again.
     *
     * @param name a word
     * @param passphrase encrypts the new key
     * @throws ProblemException with {@code ROOT_KEY_MISSING}, or with {@code KEY_UNUSABLE}; nothing has changed then
     */
    public void appointApprover(String name, char[] passphrase, RootKey rootKey) {
        ceremony(ceremony -> ceremony.appoint(name, passphrase, rootKey));
    }

    /**
     * Lets somebody approve no longer. If he was the only one, nothing counts as approved any more; what is installed stays.
     *
     * @param passphrase of an approver who stays, and vouches for what was approved; not looked at if there is none
     * @throws ProblemException with {@code APPROVER_UNKNOWN}, or as {@link #appointApprover}; nothing has changed then
     */
    public void dismissApprover(String name, char[] passphrase, RootKey rootKey) {
        ceremony(ceremony -> ceremony.dismiss(name, passphrase, rootKey));
    }

    /**
     * Writes the next root, which is valid for another ten years.
     *
     * @param onlineKeys whether the server gets other keys to sign with: those that it had are of no use any more
     * @param next where another root key is written, encrypted, in place of the one that there is; it is not kept here
     * @throws ProblemException with {@code ROOT_KEY_MISSING}, or with {@code KEY_UNUSABLE}; nothing has changed then
     */
    public void renewRoot(RootKey rootKey, boolean onlineKeys, Optional<RootKey> next) {
        ceremony(ceremony -> ceremony.renew(rootKey, onlineKeys, next));
    }

    private SiteCeremony ceremony() {
        return new SiteCeremony(metadata(), keys, clock);
    }

    private void ceremony(Ceremonial work) {
        writing(() -> {
            work.on(ceremony());
            return this;
        });
    }

    /**
     * Vouches for a module from a file, for all computers of the site.
     *
     * @param passphrase opens the approver's key
     * @return the description that is signed, which computers fetch as {@code targets/modules/<name>/HASH.<version>.json}
     * @throws ProblemException with {@code KEY_UNUSABLE} if the passphrase is wrong
     */
    public byte[] approve(ModuleRelease module, char[] passphrase) {
        byte[] description = ReleaseJson.write(module);
        TargetFile target = new TargetFile(
                ModuleRelease.targetName(module.name(), module.version()),
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()));
        approving(passphrase, change -> change.add(ApprovalRule.ROLE, written(target, description)));
        return description;
    }

    /**
     * Permits computers of the site to roll back.
     *
     * @param valid how long from now on
     * @param passphrase opens the approver's key
     * @return what is signed
     * @throws ProblemException with {@code KEY_UNUSABLE} if the passphrase is wrong
     */
    public RollbackApproval approve(Rollback rollback, Audience audience, Duration valid, char[] passphrase) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        List<RollbackApproval> before = published().rollbacks();
        long newest = before.stream().mapToLong(RollbackApproval::serial).max().orElse(0);
        RollbackApproval approval = new RollbackApproval(
                fingerprint(), Math.max(newest + 1, now.getEpochSecond()), audience, rollback, now.plus(valid));
        approving(passphrase, change -> {
            change.add(ApprovalRule.ROLE, written(RollbackTarget.of(approval), RollbackTarget.content(approval)));
            for (RollbackApproval each : before) {
                if (!each.until().isAfter(now)) {
                    change.remove(ApprovalRule.ROLE, RollbackTarget.of(each).path());
                }
            }
        });
        return approval;
    }

    /** Has a change signed with the keys of this server. */
    private void publish(Change work) {
        writing(() -> {
            try (Publication change = tuf(USUAL).begin(keys.ring())) {
                work.on(change);
                return change.commit();
            }
        });
    }

    private void approving(char[] passphrase, Change work) {
        writing(() -> {
            Ed25519Signer approver = keys.approver(ceremony().rule().keyIds(), passphrase);
            try (Publication change = tuf(APPROVALS).begin(keys.ring(approver))) {
                work.on(change);
                // By the clock, so that the first approval after a backup was restored is above all that came before.
                change.riseAbove(Map.of(ApprovalRule.ROLE, clock.instant().getEpochSecond()));
                return change.commit();
            }
        });
    }

    /** Written before it is signed: nobody is told of a file that is not there. */
    private TargetFile written(TargetFile target, byte[] content) throws IOException, UnsafeNameException {
        DurableFiles.write(place(target), content);
        return target;
    }

    private Path place(TargetFile target) throws UnsafeNameException {
        return ConsistentNames.target(folder.resolve("targets"), target);
    }

    private Path metadata() {
        return folder.resolve("metadata").resolve("site");
    }

    private TufRepository tuf(Lifetimes lifetimes) {
        return new TufRepository(metadata(), clock, lifetimes);
    }

    private <T> T writing(Writing<T> work) {
        try {
            return work.run();
        } catch (IOException | RepositoryException | TufException | JsonFormatException e) {
            throw damaged(folder, e);
        }
    }

    private static ProblemException damaged(Path folder, Exception reason) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.SITE_DAMAGED, Map.of("folder", folder.toString(), "reason", Sentence.said(reason))),
                reason);
    }

    @FunctionalInterface
    private interface Ceremonial {
        void on(SiteCeremony ceremony) throws IOException, RepositoryException;
    }

    @FunctionalInterface
    private interface Change {
        void on(Publication change) throws IOException, TufException;
    }

    @FunctionalInterface
    private interface Writing<T> {
        T run() throws IOException, RepositoryException, TufException;
    }
}
