package dev.lockstep.client.internal.agent;

import static java.time.temporal.ChronoUnit.SECONDS;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportSentences;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.node.UpdateAgent.Status;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The status of this computer: what it runs and is doing, and why that is not what it should be. Safe for use by several
 * threads.
 */
final class AgentStatus {
    private final Inventory inventory;
    private final Ledger ledger;
    private final LastCheck lastCheck;
    private final Operations operations;
    private final Check check;
    private final DistributionSync distribution;
    private final ModuleSync modules;
    private final Supplier<NodeIdentity> identity;
    private final Supplier<NodeSettings> settings;
    private final Supplier<List<ComputerReport>> below;
    private final Supplier<String> sourceName;
    private final Supplier<List<Sentence>> warnings;
    private final WithdrawnHere withdrawn;
    private final Supplier<Optional<AuditHead>> auditHead;
    private final Supplier<SortedMap<String, Optional<Problem>>> health;
    private final Upstream upstream;

    AgentStatus(
            Inventory inventory,
            Ledger ledger,
            LastCheck lastCheck,
            Operations operations,
            Check check,
            DistributionSync distribution,
            ModuleSync modules,
            Supplier<NodeIdentity> identity,
            Supplier<NodeSettings> settings,
            Supplier<List<ComputerReport>> below,
            Supplier<String> sourceName,
            Supplier<List<Sentence>> warnings,
            WithdrawnHere withdrawn,
            Supplier<Optional<AuditHead>> auditHead,
            Supplier<SortedMap<String, Optional<Problem>>> health,
            Upstream upstream) {
        this.inventory = inventory;
        this.ledger = ledger;
        this.lastCheck = lastCheck;
        this.operations = operations;
        this.check = check;
        this.distribution = distribution;
        this.modules = modules;
        this.identity = identity;
        this.settings = settings;
        this.below = below;
        this.sourceName = sourceName;
        this.warnings = warnings;
        this.withdrawn = withdrawn;
        this.auditHead = auditHead;
        this.health = health;
        this.upstream = upstream;
    }

    Optional<Version> installed() {
        return new Answers().get(inventory::installed, Optional.empty());
    }

    Status status() {
        LastCheck.Seen seen = lastCheck.seen();
        Answers answers = new Answers();
        Optional<Version> installed = answers.get(inventory::installed, Optional.empty());
        SortedMap<String, Version> versions = answers.get(inventory::versions, new TreeMap<>());
        String source = answers.get(sourceName, "");
        Optional<Freshness> freshness = answers.get(upstream::freshness, Optional.empty());
        List<Sentence> told = answers.get(warnings, List.of());
        return new Status(
                installed,
                seen.wanted(),
                versions,
                source,
                operations.phase(),
                seen.success(),
                seen.problem(),
                Stream.of(answers.failures().stream(), silence(seen).stream(), told.stream())
                        .flatMap(Function.identity())
                        .distinct()
                        .toList(),
                freshness,
                health());
    }

    private SortedMap<String, Optional<Problem>> health() {
        return new Answers().get(health, new TreeMap<>());
    }

    /** The first component that does not work: whatever version it has, this computer is not as it should be. */
    private Optional<Problem> ill() {
        return health().values().stream().flatMap(Optional::stream).findFirst();
    }

    /** A check is tried again by itself, so what is worth telling is since when it fails, and what that means here. */
    private Optional<Sentence> silence(LastCheck.Seen seen) {
        boolean silent =
                seen.problem().filter(problem -> problem.code().isSilence()).isPresent();
        String key = silent
                ? settings.get().distribute() ? "source.silent-distributing" : "source.silent"
                : "source.failing";
        return seen.failing()
                .map(since -> Sentence.of(
                        key,
                        Map.of("address", new Answers().get(sourceName, ""), "since", since.truncatedTo(SECONDS))));
    }

    List<HistoryEntry> history() {
        try {
            return ledger.history().entries();
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** The reason in one sentence, and one sentence for each other concern. */
    String explain(Locale language) {
        Optional<Problem> reason = lastCheck.seen().problem();
        Answers answers = new Answers();
        return Stream.concat(
                        reasons().stream().map(sentence -> sentence.text(language)),
                        Stream.<Supplier<List<Problem>>>of(withdrawn::problems, upstream::concerns)
                                .flatMap(asked -> answers.get(asked, List.<Problem>of()).stream()
                                        .filter(concern -> !reason.equals(Optional.of(concern)))
                                        .map(concern -> concern.text(language))))
                .collect(Collectors.joining(" "));
    }

    /** One sentence, or one for each thing that keeps it from being said. */
    private List<Sentence> reasons() {
        Answers answers = new Answers();
        Optional<Sentence> sentence = answers.get(() -> Optional.of(explained()), Optional.empty());
        return sentence.map(List::of).orElseGet(answers::failures);
    }

    private Sentence explained() {
        LastCheck.Seen seen = lastCheck.seen();
        Optional<Version> installed = inventory.installed();
        return new Explanation(
                        installed,
                        seen.wanted(),
                        installed.isPresent() && inventory.isWholly(installed.get()),
                        seen.problem().or(this::ill),
                        heldOff(seen, installed),
                        installed.or(seen::wanted).flatMap(distribution::lacks),
                        operations.phase(),
                        settings.get(),
                        seen.wanted()
                                .map(version -> check.waits(version, installed))
                                .orElse(false))
                .sentence();
    }

    /** Why the version that should run here, or the one that was tried last, is not tried again. */
    private Optional<Problem> heldOff(LastCheck.Seen seen, Optional<Version> installed) {
        Optional<Version> suspect = installed.equals(seen.wanted()) ? Optional.empty() : seen.wanted();
        if (suspect.isEmpty() && seen.problem().isPresent()) {
            suspect = history().stream().findFirst().flatMap(HistoryEntry::to);
        }
        return suspect.flatMap(ledger.heldOff()::problem);
    }

    private static ProblemException unreadable(IOException e) {
        return new ProblemException(Problem.of(ProblemCode.INTERNAL, Map.of("reason", DiskProblems.reason(e))), e);
    }

    ComputerReport report() {
        Status status = status();
        Answers answers = new Answers();
        NodeIdentity own = identity.get();
        NodeSettings now = settings.get();
        List<Sentence> reasons = reasons();
        Optional<Sentence> reason = reasons.size() == 1 ? Optional.of(reasons.get(0)) : Optional.empty();
        return new ComputerReport(
                own.id(),
                own.name(),
                own.platform().name(),
                status.components(),
                answers.get(modules::active, new TreeMap<>()),
                now.get(NodeSettings.RECEIVE_MODULES),
                now.distribute(),
                status.warnings().stream().map(Sentence::toString).toList(),
                status.phase(),
                reasons.stream().map(Sentence::toString).collect(Collectors.joining(" ")),
                status.lastCheck(),
                status.lastProblem().or(this::ill),
                now.distribute() ? answers.get(below, List.of()) : List.of(),
                answers.get(auditHead, Optional.empty()),
                status.health(),
                new ReportSentences(reason, status.warnings()));
    }
}
