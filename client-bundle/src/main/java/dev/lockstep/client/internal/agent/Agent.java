package dev.lockstep.client.internal.agent;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this computer on the version that its source says: one operation at a time, each in a class of its own. Safe for use by
 * several threads.
 */
public final class Agent implements UpdateAgent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final OwnThread ownThread = new OwnThread();
    private final Operations operations;
    private final Recovery recovery;
    private final Check check;
    private final Update update;
    private final RollBack rollBack;
    private final DistributionSwitch distributionSwitch;
    private final Rebuild rebuild;
    private final AgentStatus standing;
    private final AgentAudit audit;
    private final LastCheck lastCheck;
    private final Look look;
    private final BarredHere barred;

    Agent(
            Operations operations,
            Recovery recovery,
            Check check,
            Update update,
            RollBack rollBack,
            DistributionSwitch distributionSwitch,
            Rebuild rebuild,
            AgentStatus standing,
            AgentAudit audit,
            LastCheck lastCheck,
            Look look,
            BarredHere barred) {
        this.barred = barred;
        this.operations = operations;
        this.recovery = recovery;
        this.check = check;
        this.update = update;
        this.rollBack = rollBack;
        this.distributionSwitch = distributionSwitch;
        this.rebuild = rebuild;
        this.standing = standing;
        this.audit = audit;
        this.lastCheck = lastCheck;
        this.look = look;
    }

    /**
     * Finishes what an interruption left, then makes sure that the components run. Call it once, before anything else.
     *
     * @return what somebody asked for and a restart of the node interrupted on the way, for {@link #goOn}
     */
    public Optional<Rest> begin() {
        Optional<Rest> rest = operations.recover(recovery::run);
        audit.catchUp();
        return rest;
    }

    /** Looks at the components, unless they are being changed, and returns whether something is otherwise than before. */
    public boolean look() throws InterruptedException {
        return look.look();
    }

    /** A look at the components. */
    @FunctionalInterface
    interface Look {
        boolean look() throws InterruptedException;
    }

    /** The node ends: what is under way is interrupted, and taken up again at the next start. */
    public void end() throws InterruptedException {
        ownThread.end();
    }

    @Override
    public CheckOutcome check(Progress progress) {
        return ownThread.run(
                progress, told -> audit.checked(remembered("check", told, check::run, CheckOutcome.Failed::new)));
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        return update(new Rest(request, Optional.empty()), progress);
    }

    /** Goes on with an update on behalf of whoever asked for it before the restart. */
    public UpdateOutcome goOn(Rest rest) {
        return update(rest, Progress.SILENT);
    }

    private UpdateOutcome update(Rest rest, Progress progress) {
        if (rest.request().simulate()) {
            return ownThread.run(progress, told -> {
                try {
                    return operations.beside(told, steps -> update.run(rest, steps));
                } catch (ProblemException e) {
                    return new UpdateOutcome.Refused(e.problem());
                }
            });
        }
        return ownThread.run(
                progress,
                told -> audit.update(
                        rest.request(),
                        () -> remembered(
                                "update", told, steps -> update.run(rest, steps), UpdateOutcome.Refused::new)));
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        return ownThread.run(
                progress,
                told -> audit.rollBack(() -> {
                    try {
                        return operations.run("roll back", told, rollBack::run);
                    } catch (ProblemException e) {
                        return new UpdateOutcome.Refused(e.problem());
                    }
                }));
    }

    @Override
    public Breakable.Attempt breakOff(boolean simulate) {
        Breakable.Attempt attempt = operations.breakOff(simulate);
        return simulate ? attempt : audit.brokenOff(attempt);
    }

    @Override
    public List<Barred> barred() {
        return barred.all();
    }

    @Override
    public boolean tryAgain(Version release) throws IOException {
        return audit.triedAgain(release, barred.remove(release));
    }

    @Override
    public Optional<Problem> distributionOff() {
        return distributionSwitch.off();
    }

    @Override
    public void switchDistributionOn() throws IOException {
        distributionSwitch.on();
        audit.distributionSwitchedOn();
    }

    @Override
    public Rebuilt rebuildDistribution(Progress progress) {
        return ownThread.run(progress, told -> audit.rebuild(() -> operations.run("rebuild", told, rebuild::run)));
    }

    /** Runs an operation whose failure is shown until a check succeeds. */
    private <T> T remembered(
            String operation, Progress progress, Operations.Work<T> work, Function<Problem, T> refusal) {
        try {
            return operations.run(operation, progress, work);
        } catch (ProblemException e) {
            Problem problem = e.problem();
            // That another one is under way, or the node stops, says nothing about this computer.
            boolean ofThisComputer =
                    problem.code() != ProblemCode.BUSY && !problem.code().isBrokenOff();
            if (ofThisComputer && lastCheck.failed(problem)) {
                LOG.warn("The {} failed: {}", operation, problem);
            }
            return refusal.apply(problem);
        }
    }

    @Override
    public Optional<Version> installed() {
        return standing.installed();
    }

    @Override
    public Status status() {
        return standing.status();
    }

    @Override
    public List<HistoryEntry> history() {
        return standing.history();
    }

    @Override
    public String explain(Locale language) {
        return standing.explain(language);
    }

    @Override
    public ComputerReport report() {
        return standing.report();
    }
}
