package dev.lockstep.fleet.internal.assignment;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.computers.FleetNames;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.SeenComputer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Assigns releases to groups and computers, on a main server; whatever is changed stands in the audit log. */
@Component(service = SiteAssignments.class)
public final class Rollout implements SiteAssignments {
    private final Settings settings;
    private final Fleet fleet;
    private final Roster roster;
    private final Upstream upstream;
    private final Distribution distribution;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public Rollout(
            @Reference Settings settings,
            @Reference Fleet fleet,
            @Reference Roster roster,
            @Reference Upstream upstream,
            @Reference Distribution distribution,
            @Reference Audit audit) {
        this.settings = settings;
        this.fleet = fleet;
        this.roster = roster;
        this.upstream = upstream;
        this.distribution = distribution;
        this.audit = audit;
    }

    @Override
    public List<Group> groups() {
        FleetNames names = names();
        return fleet.groups().all().entrySet().stream()
                .map(group -> named(group.getKey(), group.getValue(), names))
                .toList();
    }

    private static Group named(String name, SortedSet<String> members, FleetNames names) {
        SortedMap<String, String> named = new TreeMap<>();
        members.forEach(id -> named.put(id, names.name(id)));
        return new Group(name, named);
    }

    @Override
    public synchronized Group change(String group, List<String> added, List<String> removed) {
        settings.current().requireMain();
        Audience.Group before = audience(group, fleet.groups().members(group));
        FleetNames names = names();
        SortedSet<String> members = new TreeSet<>(before.members());
        removed.forEach(word -> members.remove(names.memberId(word, before.members())));
        added.forEach(word -> members.add(names.id(word)));
        fleet.groups().all().forEach((other, others) -> {
            if (!other.equals(group)) {
                members.stream()
                        .filter(member -> others.contains(member))
                        .findFirst()
                        .ifPresent(member -> {
                            throw refused(Sentence.of(
                                    "assign.in-another-group", Map.of("computer", names.name(member), "group", other)));
                        });
            }
        });
        fleet.regroup(before, audience(group, members));
        Group after = named(group, members, names);
        audit.record(AuditEvent.of("change group", "group " + group, "changed")
                .change(
                        String.join(
                                ", ",
                                named(group, before.members(), names).members().values()),
                        String.join(", ", after.members().values())));
        return after;
    }

    /** The name becomes a part of a file name that is signed, so it is looked at first. */
    private static Audience.Group audience(String name, SortedSet<String> members) {
        try {
            return new Audience.Group(name, members);
        } catch (IllegalArgumentException e) {
            throw refused(Sentence.of("assign.bad-group-name", Map.of("name", name)));
        }
    }

    @Override
    public List<Apart> apart() {
        FleetNames names = names();
        return fleet.assigned().stream()
                .filter(assignment -> !(assignment.audience() instanceof Audience.Everybody))
                .sorted(Comparator.comparing(assignment -> assignment.audience() instanceof Audience.Computer))
                .map(assignment -> new Apart(
                        title(assignment.audience(), names),
                        ids(assignment.audience()),
                        version(assignment),
                        assignment.counter()))
                .toList();
    }

    private static String title(Audience audience, FleetNames names) {
        return audience instanceof Audience.Computer computer ? names.name(computer.id()) : audience.title();
    }

    private static SortedSet<String> ids(Audience audience) {
        if (audience instanceof Audience.Group group) {
            return group.members();
        }
        return audience instanceof Audience.Computer computer ? new TreeSet<>(List.of(computer.id())) : new TreeSet<>();
    }

    private static Optional<Version> version(SiteAssignment assignment) {
        return assignment.release().map(SiteAssignment.AssignedRelease::version);
    }

    @Override
    public Plan plan(Target target, Optional<Version> release) {
        settings.current().requireMain();
        return new Plan(moves(audiences(target), release), 0);
    }

    @Override
    public synchronized Plan assign(Target target, Optional<Version> release, Progress progress) {
        settings.current().requireMain();
        List<Audience> audiences = audiences(target);
        List<Move> moves = moves(audiences, release);
        Map<Audience, Optional<Version>> before = fleet.assigned().stream()
                .collect(Collectors.toMap(SiteAssignment::audience, Rollout::version, (one, two) -> one));
        if (release.isPresent()) {
            bring(release.get(), progress);
            fleet.assignApart(audiences, release.get());
        } else {
            fleet.withdraw(audiences);
        }
        long revision = fleet.current().revision();
        FleetNames names = names();
        for (Audience audience : audiences) {
            audit.record(AuditEvent.of("assign", title(audience, names), "signed as revision " + revision)
                    .change(
                            before.getOrDefault(audience, Optional.empty())
                                    .map(Version::toString)
                                    .orElse("as everybody"),
                            release.map(Version::toString).orElse("as everybody")));
        }
        return new Plan(moves, revision);
    }

    /** What is assigned has to be there for whoever asks. */
    private void bring(Version release, Progress progress) {
        if (!distribution.lacking(release).isEmpty()) {
            distribution.mirror(release, progress);
        }
    }

    private List<Audience> audiences(Target target) {
        List<Audience> audiences = new ArrayList<>();
        for (String group : target.groups()) {
            SortedSet<String> members = fleet.groups().members(group);
            if (members.isEmpty()) {
                throw refused(Sentence.of("assign.no-such-group", Map.of("group", group)));
            }
            audiences.add(audience(group, members));
        }
        FleetNames names = names();
        target.computers().forEach(word -> audiences.add(new Audience.Computer(names.id(word))));
        if (audiences.isEmpty()) {
            throw refused(Sentence.of("assign.nobody-named"));
        }
        return audiences;
    }

    private List<Move> moves(List<Audience> audiences, Optional<Version> release) {
        Optional<VendorMetadata> vendor = upstream.trusted();
        release.ifPresent(version -> {
            upstream.freshness()
                    .flatMap(freshness -> freshness.againstDeciding())
                    .ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
            if (vendor.flatMap(metadata -> metadata.offered(version)).isEmpty()) {
                throw ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what",
                                Sentence.of("unknown.release", Map.of("release", version)),
                                "address",
                                Sentence.of("the-vendor-here")));
            }
        });
        release.flatMap(version ->
                        vendor.flatMap(metadata -> metadata.withdrawals().of(version)))
                .ifPresent(withdrawal -> {
                    throw new ProblemException(withdrawal.problem());
                });
        Optional<Release> description = release.flatMap(version -> vendor.map(metadata -> metadata.release(version)));
        FleetNames names = names();
        Function<String, Optional<Version>> otherwise = withdrawn(audiences);
        SortedMap<String, Move> moves = new TreeMap<>();
        for (Audience audience : audiences) {
            for (String id : ids(audience)) {
                Optional<Version> to = release.isPresent() ? release : otherwise.apply(id);
                moves.put(id, move(id, names, to, description, vendor));
            }
        }
        return moves.values().stream()
                .sorted(Comparator.comparing(Move::computer).thenComparing(Move::id))
                .toList();
    }

    /** What a computer is to run once some assignments are taken back: that of the group it is still in, or everybody's. */
    private Function<String, Optional<Version>> withdrawn(List<Audience> audiences) {
        List<SiteAssignment> left = fleet.assigned().stream()
                .filter(assignment -> !audiences.contains(assignment.audience()))
                .sorted(Comparator.comparing(assignment -> assignment.audience() instanceof Audience.Everybody))
                .toList();
        return id -> left.stream()
                .filter(assignment -> assignment.audience().includes(id))
                .findFirst()
                .flatMap(Rollout::version);
    }

    private static Move move(
            String id,
            FleetNames names,
            Optional<Version> to,
            Optional<Release> release,
            Optional<VendorMetadata> vendor) {
        Optional<ComputerReport> report = names.report(id);
        Optional<Version> from = report.flatMap(FleetNames::runs);
        boolean back = from.isPresent()
                && to.isPresent()
                && vendor.map(metadata -> metadata.isOlder(to.get(), from.get()))
                        .orElse(to.get().compareTo(from.get()) < 0);
        return new Move(
                id,
                names.name(id),
                from,
                to,
                back,
                release.flatMap(wanted -> report.flatMap(computer -> FleetNames.cannotRun(computer, wanted))));
    }

    @Override
    public synchronized void decline(Withdrawal.What what, String reason) {
        settings.current().requireMain();
        requireSigned(what);
        Withdrawal entry = new Withdrawal(
                what, Withdrawal.Origin.SITE, reason, Optional.of(Instant.now().truncatedTo(ChronoUnit.SECONDS)));
        fleet.decline(list -> list.with(entry));
        audit.record(AuditEvent.of("decline", title(what), "declined").change("", entry.reason()));
    }

    @Override
    public synchronized boolean allow(Withdrawal.What what) {
        settings.current().requireMain();
        AtomicReference<Optional<Withdrawal>> before = new AtomicReference<>(Optional.empty());
        fleet.decline(list -> {
            before.set(list.of(what));
            return list.without(what);
        });
        before.get()
                .ifPresent(entry -> audit.record(
                        AuditEvent.of("decline", title(what), "allowed again").change(entry.reason(), "")));
        return before.get().isPresent();
    }

    private static String title(Withdrawal.What what) {
        return (what.module().isPresent() ? "module " : "release ") + what;
    }

    /** What nobody signed cannot be installed: the name or the version is mistaken. */
    private void requireSigned(Withdrawal.What what) {
        String target = what.module()
                .map(name -> ModuleRelease.targetName(name, what.version()))
                .orElseGet(() -> Release.targetName(what.version()));
        if (upstream.trusted().flatMap(metadata -> metadata.target(target)).isEmpty()) {
            throw what.module().isPresent()
                    ? ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", what))
                    : ProblemException.of(
                            ProblemCode.RELEASE_UNKNOWN,
                            Map.of(
                                    "what",
                                    Sentence.of("unknown.release", Map.of("release", what)),
                                    "address",
                                    Sentence.of("the-vendor-here")));
        }
    }

    private FleetNames names() {
        return new FleetNames(
                roster.computers().stream().map(SeenComputer::report).toList());
    }

    private static ProblemException refused(Sentence reason) {
        return ProblemException.of(ProblemCode.ASSIGNMENT_REFUSED, Map.of("reason", reason));
    }
}
