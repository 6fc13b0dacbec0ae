package dev.lockstep.client.internal.trigger;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the agent does automatically: a check, and whatever follows from it as far as the settings allow. */
public final class Cycle {
    private static final Logger LOG = LoggerFactory.getLogger(Cycle.class);

    private final UpdateAgent agent;
    private final Supplier<NodeSettings> settings;

    public Cycle(UpdateAgent agent, Supplier<NodeSettings> settings) {
        this.agent = agent;
        this.settings = settings;
    }

    /**
     * Runs once.
     *
     * @return why it should be tried again sooner than the schedule says; empty if all went well
     */
    public Optional<Problem> run() {
        CheckOutcome outcome = agent.check(Progress.SILENT);
        if (outcome instanceof CheckOutcome.Failed failed) {
            return Optional.of(failed.problem());
        }
        if (outcome instanceof CheckOutcome.RebuildOffered offered) {
            return rebuild(offered);
        }
        if (outcome instanceof CheckOutcome.Available available
                && settings.get().get(NodeSettings.AUTOMATIC)) {
            return update(available);
        }
        return Optional.empty();
    }

    private Optional<Problem> rebuild(CheckOutcome.RebuildOffered offered) {
        LOG.warn("The distribution folder has to be updated: {}", offered.problem());
        if (!settings.get().fillsByItself()) {
            return Optional.empty();
        }
        try {
            LOG.info(
                    "It is filled now with {}, as the settings allow.",
                    agent.rebuildDistribution(Progress.SILENT).version());
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
    }

    private Optional<Problem> update(CheckOutcome.Available available) {
        LOG.info("Release {} is to be installed.", available.release().version());
        // What a server assigns was confirmed by the administrator there; with a vendor as the source, nobody has
        // seen the warnings yet.
        boolean confirmed = settings.get().sourceKind() == SourceKind.COMPUTER;
        UpdateOutcome outcome = agent.update(new UpdateRequest(Optional.empty(), confirmed, false), Progress.SILENT);
        LOG.info("{}", outcome);
        if (outcome instanceof UpdateOutcome.Switched switched && !switched.restartsNode()) {
            // The modules were last compared for the release before.
            agent.check(Progress.SILENT);
        }
        return unfinished(outcome).filter(problem -> !waitsForPeople(problem));
    }

    private static Optional<Problem> unfinished(UpdateOutcome outcome) {
        if (outcome instanceof UpdateOutcome.Refused refused) {
            return Optional.of(refused.problem());
        }
        return outcome instanceof UpdateOutcome.PartWay partWay ? Optional.of(partWay.problem()) : Optional.empty();
    }

    private static boolean waitsForPeople(Problem problem) {
        return problem.code() == ProblemCode.VERSION_HELD_OFF || problem.code() == ProblemCode.WARNINGS_UNCONFIRMED;
    }
}
