package dev.lockstep.fleet.internal.site;

import dev.lockstep.core.audit.AuditFinding;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The site that this computer is the main server of, {@code data/lockstep/site}. It is created with the first assignment, so
 * that after a reinstallation the backup can be restored before clients see a new site. Safe for use by several threads: one
 * change at a time.
 */
public final class OwnSite {
    private static final Duration RENEW_BEFORE = Duration.ofHours(12);
    private static final String COMPLETE = "complete";

    private final Path folder;
    private final Path fresh;
    private final Path replaced;
    private final Clock clock;
    private final PublishedSite published;
    private final Groups groups;

    public OwnSite(Path folder, Clock clock) {
        this.folder = folder;
        this.fresh = folder.resolveSibling(folder.getFileName() + ".restored");
        this.replaced = folder.resolveSibling(folder.getFileName() + ".before-restore");
        this.clock = clock;
        this.published = new PublishedSite(folder, clock);
        this.groups = new Groups(folder);
    }

    public Path folder() {
        return folder;
    }

    public synchronized Optional<SiteMetadata> published() {
        settle();
        return published.read();
    }

    /** The authority that this server made for itself; empty if it made none. */
    public synchronized Optional<Fingerprint> authority() {
        settle();
        try {
            return PemFile.read(folder.resolve("tls").resolve("authority.pem"))
                    .map(own -> Fingerprint.of(own.authority()));
        } catch (IOException e) {
            throw DiskProblems.reading(folder.resolve("tls").toString(), e);
        }
    }

    /** Asks the site for something, if there is one. */
    public synchronized <T> Optional<T> ask(Function<SiteRepository, T> question) {
        settle();
        return SiteRepository.open(folder, clock).map(question);
    }

    /** Changes the site, creating it if there is none. */
    public synchronized <T> T change(Function<SiteRepository, T> work) {
        settle();
        return work.apply(SiteRepository.open(folder, clock).orElseGet(() -> SiteRepository.create(folder, clock)));
    }

    /** As {@link #change}, where nobody asks what came of it. */
    public void alter(Consumer<SiteRepository> work) {
        change(site -> {
            work.accept(site);
            return site;
        });
    }

    /** Changes what everybody is told; the assignments of groups and computers keep their releases. */
    public void assign(UnaryOperator<SiteAssignment> change) {
        alter(site -> {
            List<SiteAssignment> before = new ArrayList<>(site.published().assignments());
            SiteAssignment everybody = everybody(before);
            if (!before.contains(everybody)) {
                before.add(everybody);
            }
            long counter = next(before);
            site.assign(before.stream()
                    .map(old -> counted(old, change.apply(old), counter))
                    .filter(next -> !before.contains(next))
                    .toList());
        });
    }

    private static SiteAssignment counted(SiteAssignment old, SiteAssignment next, long counter) {
        return next.equals(old) ? old : next.counted(counter);
    }

    public Groups groups() {
        return groups;
    }

    /** Has some computers run another release than everybody; their modules are everybody's. */
    public void assignApart(Collection<Audience> audiences, SiteAssignment.AssignedRelease release) {
        alter(site -> {
            List<SiteAssignment> before = site.published().assignments();
            SiteAssignment everybody = everybody(before);
            long counter = next(before);
            site.assign(audiences.stream()
                    .map(audience -> everybody.to(audience).counted(counter).releasing(Optional.of(release)))
                    .toList());
        });
    }

    /** Lets some computers follow the others again. */
    public void withdraw(Collection<Audience> audiences) {
        ask(site -> {
            List<SiteAssignment> before = site.published().assignments();
            List<Audience> gone = before.stream()
                    .map(SiteAssignment::audience)
                    .filter(audience -> audiences.stream().anyMatch(each -> isTarget(each, audience)))
                    .toList();
            if (!gone.isEmpty()) {
                // The counter never falls, and it is the newest of all that there are.
                SiteAssignment all = everybody(before);
                site.assign(List.of(all.counted(next(before))));
                gone.forEach(site::withdraw);
            }
            return site;
        });
    }

    private static boolean isTarget(Audience one, Audience two) {
        return one.targetName().equals(two.targetName());
    }

    /** Changes who is in a group, and signs again what the group is assigned. */
    public void regroup(Audience.Group before, Audience.Group after) {
        settle();
        groups.put(after.name(), after.members());
        Optional<SiteAssignment> assigned = published().stream()
                .flatMap(site -> site.assignments().stream())
                .filter(assignment -> isTarget(assignment.audience(), before))
                .findFirst();
        if (assigned.isPresent() && after.members().isEmpty()) {
            withdraw(List.of(before));
        } else if (assigned.isPresent()) {
            SiteAssignment now = assigned.get();
            alter(site -> site.assign(
                    List.of(now.to(after).counted(next(site.published().assignments())))));
        }
    }

    private static SiteAssignment everybody(List<SiteAssignment> assignments) {
        return assignments.stream()
                .filter(assignment -> assignment.audience() instanceof Audience.Everybody)
                .findFirst()
                .orElse(SiteAssignment.nothing(new Audience.Everybody()));
    }

    private static long next(List<SiteAssignment> assignments) {
        return assignments.stream().mapToLong(SiteAssignment::counter).max().orElse(0) + 1;
    }

    /** Signs for how long computers of this site may install stale releases, unless that is signed already. */
    public void limitFreshness(FreshnessPolicy policy) {
        ask(site -> {
            if (!site.published().freshnessPolicy().equals(policy)) {
                site.limitFreshness(policy);
            }
            return site;
        });
    }

    /** Changes what computers of this site must not install. */
    public void decline(UnaryOperator<Withdrawals> change) {
        alter(site -> site.decline(change.apply(site.published().declined())));
    }

    /** Signs again if it is time, or at once. */
    public void renew(boolean now) {
        ask(site -> {
            if (now || site.expires().isBefore(clock.instant().plus(RENEW_BEFORE))) {
                site.renew();
                SiteRepository.prune(folder, clock);
            }
            return site;
        });
    }

    /**
     * Signs how far the audit log has come, unless it is not the one that was signed before.
     *
     * @param node the id of this computer
     * @return what is wrong with the log; then nothing is signed, so that what was signed goes on proving it
     */
    public synchronized List<AuditFinding> anchor(String node, AuditTrail trail) throws IOException {
        Optional<SiteMetadata> site = published();
        if (site.isEmpty()) {
            return List.of();
        }
        Optional<AuditHead> signed = Optional.ofNullable(site.get().audits().get(node));
        if (signed.equals(Optional.of(trail.head()))) {
            return List.of();
        }
        AuditVerification.Report report = trail.verified(signed);
        if (report.sound()) {
            alter(repository -> repository.anchor(node, report.head()));
        }
        return report.findings();
    }

    /** Length and hash of a module's description as they were signed before; for one that nobody offers any more. */
    public Optional<Blob> assignedBefore(String targetName) {
        return published().stream()
                .flatMap(site -> site.assignments().stream())
                .flatMap(assignment -> assignment.modules().stream())
                .filter(module -> module.targetName().equals(targetName))
                .map(SiteAssignment.AssignedModule::description)
                .findFirst();
    }

    /** All files of the site with their names, to be kept elsewhere. */
    public synchronized SortedMap<String, byte[]> files() throws IOException {
        settle();
        SortedMap<String, byte[]> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> found = Files.walk(folder)) {
                for (Path file : found.filter(Files::isRegularFile).toList()) {
                    String name = folder.relativize(file).toString().replace('\\', '/');
                    if (!String.valueOf(file.getFileName()).startsWith(".") && !name.endsWith(".new")) {
                        files.put(name, Files.readAllBytes(file));
                    }
                }
            }
        }
        return files;
    }

    /**
     * Restores the site from a backup, signed again with higher versions than its computers can have seen.
     *
     * @param backup the file that it is from, for messages
     * @throws ProblemException with {@code SITE_BACKUP_UNUSABLE}; then nothing has changed
     */
    public synchronized SiteFingerprint adopt(SortedMap<String, byte[]> files, Path backup) {
        settle();
        try {
            DurableFiles.deleteTree(fresh);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = fresh.resolve(file.getKey());
                if (!target.normalize().equals(target) || !target.startsWith(fresh)) {
                    throw SealedArchive.unusable(backup, Sentence.of("backup.bad-name", Map.of("file", file.getKey())));
                }
                if (file.getKey().startsWith("keys/") || file.getKey().startsWith("tls/")) {
                    OwnerFile.write(target, file.getValue());
                } else {
                    DurableFiles.write(target, file.getValue());
                }
            }
            SiteRepository site = SiteRepository.open(fresh, clock)
                    .orElseThrow(() -> SealedArchive.unusable(backup, Sentence.of("backup.no-site")));
            SiteFingerprint fingerprint = signedAbove(site, backup);
            DurableFiles.write(fresh.resolve(COMPLETE), new byte[0]);
            settle();
            return fingerprint;
        } catch (IOException e) {
            throw DiskProblems.writing(fresh, 0, e);
        }
    }

    private SiteFingerprint signedAbove(SiteRepository site, Path backup) {
        try {
            site.riseAfterRestore();
            Optional<SiteMetadata> now = knownNow();
            if (now.isPresent() && now.get().site().equals(site.fingerprint())) {
                site.riseAbove(now.get().versions());
            }
            return site.fingerprint();
        } catch (ProblemException e) {
            throw SealedArchive.unusable(backup, e.problem().sentence());
        }
    }

    /** What this server published before the restoration; nothing if that is damaged. */
    private Optional<SiteMetadata> knownNow() {
        try {
            return published.read();
        } catch (ProblemException damaged) {
            return Optional.empty();
        }
    }

    /** Removes the site that was there before a restoration: it may hold a root key that was taken away since. */
    public synchronized void forgetReplaced() {
        try {
            DurableFiles.deleteTree(replaced);
        } catch (IOException e) {
            throw DiskProblems.writing(replaced, 0, e);
        }
    }

    /** Moves a restored site into place, even after a power cut in between. */
    private void settle() {
        if (!Files.exists(fresh.resolve(COMPLETE))) {
            return;
        }
        try {
            if (Files.exists(folder)) {
                DurableFiles.deleteTree(replaced);
                DurableFiles.move(folder, replaced);
            }
            DurableFiles.move(fresh, folder);
            Files.deleteIfExists(folder.resolve(COMPLETE));
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }
}
