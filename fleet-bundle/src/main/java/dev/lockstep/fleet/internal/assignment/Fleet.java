package dev.lockstep.fleet.internal.assignment;

import dev.lockstep.core.audit.AuditFinding;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.computers.FleetNames;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.SeenComputer;
import dev.lockstep.fleet.internal.site.Groups;
import dev.lockstep.fleet.internal.site.OwnSite;
import dev.lockstep.fleet.internal.site.RelayedSite;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the computers below this one should run and do run. A main server signs it as its site; a relay passes on what the site
 * above it signed. Safe for use by several threads.
 */
@Component(
        service = {Assignments.class, Fleet.class},
        immediate = true)
public final class Fleet implements Assignments {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);
    private static final Assignment NOTHING = new Assignment("none", 0, Optional.empty(), List.of(), false);

    /** Of a site's timestamp. */
    private static final Duration HALF_A_LIFETIME = Duration.ofHours(12);

    private final OwnSite own;
    private final RelayedSite relayed;
    private final BooleanSupplier relays;
    private final Function<String, Optional<Blob>> vouched;
    private final Roster roster;
    private final List<AssignmentWatcher> watchers = new CopyOnWriteArrayList<>();
    private volatile Published published;

    /** Called by Declarative Services. */
    @Activate
    public Fleet(@Reference Settings settings, @Reference Upstream upstream, @Reference Roster roster) {
        this(
                settings.identity().data(),
                Clock.systemUTC(),
                () -> settings.current().sourceKind() == NodeSettings.SourceKind.COMPUTER,
                target -> upstream.trusted().flatMap(metadata -> metadata.target(target)),
                roster);
    }

    /**
     * The fleet of a node.
     *
     * @param data the node's folder
     * @param relays whether this node takes its own updates from a computer, to whose site it belongs then
     * @param vouched length and hash of a target that vendor or approver signed
     */
    public Fleet(
            Path data, Clock clock, BooleanSupplier relays, Function<String, Optional<Blob>> vouched, Roster roster) {
        this.own = new OwnSite(data.resolve("site"), clock);
        this.relayed = new RelayedSite(data.resolve("site-relayed"), clock);
        this.relays = relays;
        this.vouched = vouched;
        this.roster = roster;
        this.published = begun(relays.getAsBoolean());
    }

    /** A server that was switched off for long signs again before anybody asks. */
    private Published begun(boolean relaying) {
        try {
            if (!relaying) {
                own.renew(true);
            }
            return read(relaying);
        } catch (ProblemException e) {
            LOG.error("{}", e.problem());
            return new Published(relaying, NOTHING, List.of());
        }
    }

    private Published read(boolean relaying) {
        Optional<SiteMetadata> site = relaying ? relayed.published() : own.published();
        List<SiteAssignment> all = site.map(SiteMetadata::assignments).orElse(List.of());
        return new Published(relaying, site.map(from -> assignment(from, all)).orElse(NOTHING), all);
    }

    /** The assignment for everybody; its revision is that of the newest assignment of all. */
    private static Assignment assignment(SiteMetadata site, List<SiteAssignment> all) {
        SiteAssignment everybody = all.stream()
                .filter(assignment -> assignment.audience() instanceof Audience.Everybody)
                .findFirst()
                .orElse(SiteAssignment.nothing(new Audience.Everybody()));
        return Assignment.of(
                site.site(),
                everybody,
                all.stream().mapToLong(SiteAssignment::counter).max().orElse(0));
    }

    @Override
    public Assignment current() {
        return published().assignment();
    }

    /** The current state. Never waits, except when the settings have just turned a main server into a relay or vice versa. */
    private Published published() {
        boolean relaying = relays.getAsBoolean();
        Published now = published;
        if (now.relaying() == relaying) {
            return now;
        }
        synchronized (this) {
            if (published.relaying() != relaying) {
                published = begun(relaying);
            }
            return published;
        }
    }

    @Override
    public Assignment assignRelease(Optional<Version> release) {
        Objects.requireNonNull(release, "release");
        Published now = published();
        if (now.relaying() || release.equals(now.assignment().release())) {
            return now.assignment();
        }
        // Asked before anything is locked: it may have to wait for the network.
        Optional<SiteAssignment.AssignedRelease> next =
                release.map(version -> new SiteAssignment.AssignedRelease(version, signed(version)));
        return assign(old -> old.audience() instanceof Audience.Everybody ? old.releasing(next) : old);
    }

    private Blob signed(Version release) {
        return vouched.apply(Release.targetName(release))
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what",
                                Sentence.of("unknown.signed-release", Map.of("release", release)),
                                "address",
                                Sentence.of("the-vendor-here"))));
    }

    @Override
    public Assignment assignModules(List<AssignedModule> modules, Set<String> dropped) {
        List<AssignedModule> sorted = modules.stream()
                .sorted(Comparator.comparing(AssignedModule::name))
                .toList();
        Set<String> names = new HashSet<>();
        for (AssignedModule module : sorted) {
            if (!names.add(module.name())) {
                throw new IllegalArgumentException("the module " + module.name() + " is there twice");
            }
        }
        Published now = published();
        Assignment before = now.assignment();
        Set<String> gone = new HashSet<>(before.dropped().orElse(Set.of()));
        before.modules().forEach(module -> gone.add(module.name()));
        gone.addAll(dropped);
        gone.removeAll(names);
        boolean same = before.modulesKnown()
                && sorted.equals(before.modules())
                && before.dropped().orElse(Set.of()).equals(gone);
        if (now.relaying() || same) {
            return before;
        }
        List<SiteAssignment.AssignedModule> next = sorted.stream()
                .map(module -> new SiteAssignment.AssignedModule(module.name(), module.version(), signed(module)))
                .toList();
        return assign(old -> old.assigning(next, gone));
    }

    private Blob signed(AssignedModule module) {
        return vouched.apply(module.targetName())
                .or(() -> own.assignedBefore(module.targetName()))
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.MODULE_UNKNOWN, Map.of("module", module.name() + " " + module.version())));
    }

    /** What is assigned to anybody, as it was signed. */
    List<SiteAssignment> assigned() {
        return published().all();
    }

    @Override
    public Map<String, Version> apart() {
        Map<String, Version> apart = new HashMap<>();
        assigned().forEach(assignment -> {
            if (assignment.audience() instanceof Audience.Group group
                    && assignment.release().isPresent()) {
                Version release = assignment.release().get().version();
                // An assignment for a single computer takes precedence.
                group.members().forEach(member -> apart.putIfAbsent(member, release));
            } else if (assignment.audience() instanceof Audience.Computer computer
                    && assignment.release().isPresent()) {
                apart.put(computer.id(), assignment.release().get().version());
            }
        });
        return apart;
    }

    @Override
    public Set<Version> releases() {
        return assigned().stream()
                .flatMap(assignment -> assignment.release().stream())
                .map(SiteAssignment.AssignedRelease::version)
                .collect(Collectors.toSet());
    }

    /** The groups of the site that this computer is the main server of. */
    public Groups groups() {
        return own.groups();
    }

    /** Has some computers run another release than the others. */
    Assignment assignApart(List<Audience> audiences, Version release) {
        SiteAssignment.AssignedRelease signed = new SiteAssignment.AssignedRelease(release, signed(release));
        synchronized (this) {
            own.assignApart(audiences, signed);
            return tell();
        }
    }

    /** Changes what computers of this site must not install; those that listen are told to ask. */
    synchronized void decline(UnaryOperator<Withdrawals> change) {
        own.decline(change);
        tell();
    }

    /** Lets some computers follow the others again. */
    synchronized Assignment withdraw(List<Audience> audiences) {
        own.withdraw(audiences);
        return tell();
    }

    /** Changes the members of a group; the group's assignment applies to the new members. */
    synchronized void regroup(Audience.Group before, Audience.Group after) {
        own.regroup(before, after);
        tell();
    }

    @Override
    public synchronized void relay(SiteMetadata site) {
        if (published().relaying()) {
            relayed.write(site);
            tell();
        }
    }

    /** By what the site signed and not by a clock: it signs again when half of a lifetime is over. */
    @Override
    public synchronized void relayBeforeItEnds(SiteMetadata site) {
        boolean ends = relayed.published()
                .filter(told -> told.site().equals(site.site()))
                .map(told -> told.expires().get("timestamp").plus(HALF_A_LIFETIME))
                .filter(soon -> !soon.isAfter(site.expires().get("timestamp")))
                .isPresent();
        if (ends) {
            relay(site);
        }
    }

    @Override
    public List<ComputerReport> computers() {
        Optional<Version> everybody = current().release();
        Map<String, Version> apart = apart();
        return roster.computers().stream()
                .map(SeenComputer::report)
                .map(report -> heard(report, everybody, apart))
                .toList();
    }

    /** A computer that does not know yet what was assigned since its last report calls itself current. */
    private static ComputerReport heard(
            ComputerReport report, Optional<Version> everybody, Map<String, Version> apart) {
        ComputerReport all = report.withDownstream(report.downstream().stream()
                .map(below -> heard(below, everybody, apart))
                .toList());
        Optional<Version> assigned = Optional.ofNullable(apart.get(report.id())).or(() -> everybody);
        Optional<Version> runs = FleetNames.runs(report);
        boolean unheard = assigned.isPresent()
                && runs.isPresent()
                && !runs.equals(assigned)
                && report.lastProblem().isEmpty()
                && report.phase().equals("idle")
                && !report.explanation().contains(assigned.get().toString());
        return unheard
                ? all.withProblem(Problem.of(
                        ProblemCode.COMPUTER_UNHEARD,
                        Map.of(
                                "version",
                                assigned.get().toString(),
                                "runs",
                                runs.get().toString())))
                : all;
    }

    @Override
    public List<ReportMessage> statements() {
        return roster.statements();
    }

    public void watch(AssignmentWatcher watcher) {
        watchers.add(watcher);
    }

    public void unwatch(AssignmentWatcher watcher) {
        watchers.remove(watcher);
    }

    /** Whether anything is assigned to the computers below. */
    public boolean hasAssignment() {
        return !current().equals(NOTHING);
    }

    /** Whether this computer relays the assignments of a site above. */
    public boolean relays() {
        return published().relaying();
    }

    /** Where the files are that those below may ask for. */
    public Path folder() {
        return published().relaying() ? relayed.folder() : own.folder();
    }

    /** The site of this computer, if it is a main server. */
    public OwnSite own() {
        return own;
    }

    /** Restores the site from a backup, and notifies the watchers. */
    public synchronized SiteFingerprint restore(SortedMap<String, byte[]> files, Path backup) {
        SiteFingerprint site = own.adopt(files, backup);
        published = read(false);
        watchers.forEach(watcher -> watcher.assigned(published.assignment()));
        return site;
    }

    /**
     * Has the site sign for how long its computers may install stale releases; does nothing if that is signed already, or
     * nothing is assigned yet.
     */
    public synchronized void limitFreshness(FreshnessPolicy policy) {
        if (!published().relaying()) {
            own.limitFreshness(policy);
        }
    }

    /** Renews signatures that would expire soon, and removes superseded files. */
    public synchronized void renew() {
        if (published().relaying()) {
            relayed.prune();
        } else {
            own.renew(false);
        }
    }

    /** Signs how far the audit log has come, as {@link OwnSite#anchor}; a relay signs nothing. */
    public synchronized List<AuditFinding> anchor(String node, AuditTrail trail) throws IOException {
        return published().relaying() ? List.of() : own.anchor(node, trail);
    }

    /** On disk first: what a client has seen is never taken back, even by a power cut. */
    private synchronized Assignment assign(UnaryOperator<SiteAssignment> change) {
        own.assign(change);
        return tell();
    }

    private Assignment tell() {
        Published before = published;
        published = read(before.relaying());
        Assignment now = published.assignment();
        if (!now.equals(before.assignment())) {
            watchers.forEach(watcher -> watcher.assigned(now));
        }
        return now;
    }

    /** The assignments that the computers below get, and whether a site above signed them. */
    private record Published(boolean relaying, Assignment assignment, List<SiteAssignment> all) {}
}
