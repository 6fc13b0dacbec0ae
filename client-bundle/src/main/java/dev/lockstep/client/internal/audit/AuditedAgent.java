package dev.lockstep.client.internal.audit;

import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the agent's decisions and changes in the audit log. Switches are taken from the history, which is written when a
 * switch ends, even after a restart or a power cut; refusals are taken from its answers. Safe for use by several threads.
 */
public final class AuditedAgent implements UpdateAgent {
    private static final Logger LOG = LoggerFactory.getLogger(AuditedAgent.class);
    private static final Set<String> SWITCHES = Set.of("update", "roll back");
    private static final Set<String> ENDS = Set.of("switched", "rolled back");
    private static final int LOOKED_THROUGH = 1000;
    /** Refusals that a broken network cannot cause: they mean that somebody, or a compromised server, forged something. */
    private static final Set<ProblemCode> ATTACKS = EnumSet.of(
            ProblemCode.UNTRUSTED,
            ProblemCode.SITE_CHANGED,
            ProblemCode.SERVER_CHANGED,
            ProblemCode.PAYLOAD_ALTERED,
            ProblemCode.PAYLOAD_OVERSIZED);

    private final UpdateAgent agent;
    private final AuditService audit;
    private final Function<Version, String> hash;
    private final Supplier<String> source;
    private Instant last;
    /** The last refusal of each action. */
    private final Map<String, String> refusals = new HashMap<>();

    /**
     * Wraps an agent.
     *
     * @param hash the hash of the signed description of a release; empty if it is not known
     * @param source where releases come from
     */
    public AuditedAgent(
            UpdateAgent agent, AuditService audit, Function<Version, String> hash, Supplier<String> source) {
        this.agent = agent;
        this.audit = audit;
        this.hash = hash;
        this.source = source;
        this.last = lastWritten(audit);
    }

    /** Up to when the history is in the log. What happened before the log existed is not added. */
    private static Instant lastWritten(AuditService audit) {
        try {
            // The head is asked for first, which begins a log that has no entry yet.
            audit.head();
            List<AuditEntry> entries = audit.latest(LOOKED_THROUGH);
            return entries.stream()
                    .filter(entry -> SWITCHES.contains(entry.event().action())
                            && ENDS.stream().anyMatch(entry.event().result()::startsWith))
                    .findFirst()
                    .or(() -> entries.stream().reduce((newer, older) -> older))
                    .map(AuditEntry::at)
                    .orElse(Instant.EPOCH);
        } catch (IOException e) {
            LOG.error("The audit log cannot be read; switches that it lacks are written again.", e);
            return Instant.EPOCH;
        }
    }

    /** Records what was finished when the node started. */
    public void begun() {
        catchUp();
    }

    @Override
    public CheckOutcome check(Progress progress) {
        CheckOutcome outcome = agent.check(progress);
        if (outcome instanceof CheckOutcome.Failed failed
                && ATTACKS.contains(failed.problem().code())) {
            refused(
                    AuditEvent.of("check", "update source", "refused: " + failed.problem())
                            .origin("", source.get()),
                    failed.problem());
        } else if (!(outcome instanceof CheckOutcome.Failed)) {
            forgetRefusal("check");
        }
        return outcome;
    }

    private synchronized void forgetRefusal(String action) {
        refusals.remove(action);
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        String to = request.version().map(Version::toString).orElse("what is wanted");
        return request.simulate()
                ? agent.update(request, progress)
                : told("update", to, () -> agent.update(request, progress));
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        return told("roll back", "the release before", () -> agent.rollBack(progress));
    }

    private UpdateOutcome told(String action, String to, Supplier<UpdateOutcome> work) {
        Optional<Version> before = agent.status().installed();
        UpdateOutcome outcome = work.get();
        catchUp();
        String from = before.map(Version::toString).orElse("");
        if (outcome instanceof UpdateOutcome.Refused refused) {
            refused(
                    AuditEvent.of(action, "release", "refused: " + refused.problem())
                            .change(from, to),
                    refused.problem());
        } else if (outcome instanceof UpdateOutcome.Switched switched && switched.restartsNode()) {
            audit.record(AuditEvent.of(action, "release", "under way: the node restarts to run it")
                    .change(from, switched.version().toString())
                    .origin(hash.apply(switched.version()), source.get()));
        }
        return outcome;
    }

    /** A computer repeats a refused request automatically; that makes one entry. */
    private synchronized void refused(AuditEvent event, Problem problem) {
        String now = audit.who() + " " + event;
        if (problem.code() != ProblemCode.BUSY && !now.equals(refusals.put(event.action(), now))) {
            audit.record(event);
        }
    }

    private synchronized void catchUp() {
        List<HistoryEntry> news = new ArrayList<>(agent.history().stream()
                .filter(entry -> entry.at().isAfter(last))
                .toList());
        Collections.reverse(news);
        for (HistoryEntry entry : news) {
            refusals.clear();
            String problem = entry.problem().map(found -> ": " + found).orElse("");
            audit.record(AuditEvent.of(entry.action(), "release", entry.result() + problem)
                    .change(text(entry.from()), text(entry.to()))
                    .origin(entry.to().map(hash).orElse(""), source.get()));
            last = entry.at();
        }
    }

    private static String text(Optional<Version> version) {
        return version.map(Version::toString).orElse("");
    }

    @Override
    public Optional<Problem> distributionOff() {
        return agent.distributionOff();
    }

    @Override
    public void switchDistributionOn() throws IOException {
        agent.switchDistributionOn();
        audit.record(AuditEvent.of("change setting", "distribute", "changed").change("false", "true"));
    }

    @Override
    public Version rebuildDistribution(Progress progress) {
        AuditEvent event = AuditEvent.of("rebuild", "distribution folder", "filled");
        try {
            Version version = agent.rebuildDistribution(progress);
            catchUp();
            audit.record(event.change("", version.toString()).origin(hash.apply(version), source.get()));
            return version;
        } catch (ProblemException e) {
            catchUp();
            refused(AuditEvent.of(event.action(), event.subject(), "failed: " + e.problem()), e.problem());
            throw e;
        }
    }

    @Override
    public Status status() {
        return agent.status();
    }

    @Override
    public ComputerReport report() {
        return agent.report();
    }

    @Override
    public List<HistoryEntry> history() {
        return agent.history();
    }

    @Override
    public String explain(Locale language) {
        return agent.explain(language);
    }
}
