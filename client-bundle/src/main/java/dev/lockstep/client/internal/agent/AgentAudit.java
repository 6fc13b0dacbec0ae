package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.node.UpdateAgent.Rebuilt;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records the agent's decisions and changes in the audit log. Switches are taken from the history, which is written when a
 * switch ends, even after a restart or a power cut; refusals are taken from the agent's answers. Safe for use by several threads.
 */
public final class AgentAudit {
    private static final Logger LOG = LoggerFactory.getLogger(AgentAudit.class);
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

    private final AuditService audit;
    private final Supplier<List<HistoryEntry>> history;
    private final Supplier<Optional<Version>> installed;
    private final Function<Version, String> hash;
    private final Supplier<String> source;
    private Instant last;
    /** The last refusal of each action. */
    private final Map<String, String> refusals = new HashMap<>();

    /**
     * The audit of an agent.
     *
     * @param history what was done, the latest first
     * @param installed the release that runs
     * @param hash the hash of the signed description of a release; empty if it is not known
     * @param source where releases come from
     */
    public AgentAudit(
            AuditService audit,
            Supplier<List<HistoryEntry>> history,
            Supplier<Optional<Version>> installed,
            Function<Version, String> hash,
            Supplier<String> source) {
        this.audit = audit;
        this.history = history;
        this.installed = installed;
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

    /** Records a check that was refused because of what somebody forged. */
    public CheckOutcome checked(CheckOutcome outcome) {
        if (!(outcome instanceof CheckOutcome.Failed failed)) {
            forgetRefusal("check");
        } else if (ATTACKS.contains(failed.problem().code())) {
            refused(
                    AuditEvent.of("check", "update source", "refused: " + failed.problem())
                            .origin("", source.get()),
                    failed.problem());
        }
        return outcome;
    }

    private synchronized void forgetRefusal(String action) {
        refusals.remove(action);
    }

    /** Does an update, and records how it ended; a simulation is none. */
    public UpdateOutcome update(UpdateRequest request, Supplier<UpdateOutcome> work) {
        String to = request.version().map(Version::toString).orElse("what is wanted");
        return request.simulate() ? work.get() : switched("update", to, work);
    }

    /** Goes back, and records how that ended. */
    public UpdateOutcome rollBack(Supplier<UpdateOutcome> work) {
        return switched("roll back", "the release before", work);
    }

    private UpdateOutcome switched(String action, String to, Supplier<UpdateOutcome> work) {
        Optional<Version> before = installed.get();
        UpdateOutcome outcome = work.get();
        catchUp();
        String from = text(before);
        if (outcome instanceof UpdateOutcome.Refused refused) {
            refused(
                    AuditEvent.of(action, "release", "refused: " + refused.problem())
                            .change(from, to),
                    refused.problem());
        } else if (outcome instanceof UpdateOutcome.PartWay partWay) {
            refused(
                    AuditEvent.of(action, "release", "refused: " + partWay.problem())
                            .change(partWay.version().toString(), partWay.goal().toString()),
                    partWay.problem());
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

    /** Records what the history has and the log has not, such as what was finished when the node started. */
    public synchronized void catchUp() {
        List<HistoryEntry> news = new ArrayList<>(
                history.get().stream().filter(entry -> entry.at().isAfter(last)).toList());
        Collections.reverse(news);
        for (HistoryEntry entry : news) {
            refusals.clear();
            String problem = entry.problem().map(found -> ": " + found).orElse("");
            audit.record(
                    entry.who().orElseGet(audit::who),
                    AuditEvent.of(entry.action(), "release", entry.result() + problem)
                            .change(text(entry.from()), text(entry.to()))
                            .origin(entry.to().map(hash).orElse(""), source.get()));
            last = entry.at();
        }
    }

    private static String text(Optional<Version> version) {
        return version.map(Version::toString).orElse("");
    }

    /** Records that somebody broke off what was under way, or was told that it is too late. */
    public Breakable.Attempt brokenOff(Breakable.Attempt attempt) {
        if (attempt instanceof Breakable.Attempt.BrokenOff broken) {
            audit.record(AuditEvent.of("break off", broken.operation(), "broken off at the step " + broken.step()));
        } else if (attempt instanceof Breakable.Attempt.TooLate late) {
            audit.record(AuditEvent.of("break off", "operation", "refused: " + late.problem()));
        }
        return attempt;
    }

    /** Records that a release that failed here may be tried again. */
    public boolean triedAgain(Version release, boolean wasHeldOff) {
        if (wasHeldOff) {
            audit.record(AuditEvent.of("decline", "release " + release, "may be tried again on this computer"));
        }
        return wasHeldOff;
    }

    /** Records that "distribute updates on this computer" was switched on. */
    public void distributionSwitchedOn() {
        audit.record(AuditEvent.of("change setting", "distribute", "changed").change("false", "true"));
    }

    /** Fills the distribution folder, and records how that ended. */
    public Rebuilt rebuild(Supplier<Rebuilt> work) {
        AuditEvent event = AuditEvent.of("rebuild", "distribution folder", "filled");
        try {
            Rebuilt rebuilt = work.get();
            catchUp();
            Version version = rebuilt.version();
            audit.record(event.change("", version.toString()).origin(hash.apply(version), source.get()));
            return rebuilt;
        } catch (ProblemException e) {
            catchUp();
            refused(AuditEvent.of(event.action(), event.subject(), "failed: " + e.problem()), e.problem());
            throw e;
        }
    }
}
