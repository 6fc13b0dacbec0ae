package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.work.Operations;
import dev.lockstep.admin.internal.work.Outcome;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code check}, {@code update}, {@code rollback} and {@code rebuild-distribution}. */
final class UpdateResource {
    private final UpdateAgent agent;
    private final Operations operations;

    UpdateResource(UpdateAgent agent, Operations operations) {
        this.agent = agent;
        this.operations = operations;
    }

    List<Route> routes() {
        return List.of(
                Route.post(AdminApi.PATH + "/check", Right.INSTALL_UPDATES, this::check),
                Route.post(AdminApi.PATH + "/update", Right.INSTALL_UPDATES, this::update),
                Route.post(AdminApi.PATH + "/rollback", Right.INSTALL_UPDATES, this::rollBack),
                Route.post(AdminApi.PATH + "/rebuild-distribution", Right.INSTALL_UPDATES, this::rebuild));
    }

    private Answer check(Call call) throws IOException {
        call.body(nothing -> nothing);
        return operations.begin(call, "check", "", progress -> checked(agent.check(progress)));
    }

    private static Outcome checked(CheckOutcome outcome) {
        if (outcome instanceof CheckOutcome.Current current) {
            return Outcome.of("current", Json.object().put("version", Optional.of(current.version())));
        } else if (outcome instanceof CheckOutcome.Available available) {
            return Outcome.of("available", way(available.way(), available.bytes()));
        } else if (outcome instanceof CheckOutcome.RebuildOffered offer) {
            return Outcome.of(
                    "rebuild-offered",
                    Json.object().put("version", Optional.of(offer.version())).put("bytes", offer.bytes()),
                    offer.problem());
        }
        return Outcome.of("failed", Json.object(), ((CheckOutcome.Failed) outcome).problem());
    }

    private Answer update(Call call) throws IOException {
        UpdateRequest request = call.body(fields -> new UpdateRequest(
                fields.version("version"), fields.flag("warningsConfirmed", false), fields.flag("simulate", false)));
        return operations.begin(call, "update", request, progress -> updated(agent.update(request, progress)));
    }

    private static Outcome updated(UpdateOutcome outcome) {
        if (outcome instanceof UpdateOutcome.Switched switched) {
            return Outcome.of(
                    "switched",
                    Json.object()
                            .put("version", Optional.of(switched.version()))
                            .put("restartsNode", switched.restartsNode())
                            .put("goal", switched.goal()));
        } else if (outcome instanceof UpdateOutcome.PartWay partWay) {
            return Outcome.of(
                    "part-way",
                    Json.object()
                            .put("version", Optional.of(partWay.version()))
                            .put("goal", Optional.of(partWay.goal())),
                    partWay.problem());
        } else if (outcome instanceof UpdateOutcome.Unchanged unchanged) {
            return Outcome.of("unchanged", Json.object().put("version", Optional.of(unchanged.version())));
        } else if (outcome instanceof UpdateOutcome.Simulated plan) {
            return Outcome.of("simulated", way(plan.way(), plan.bytes()), plan.steps());
        } else if (outcome instanceof UpdateOutcome.RolledBack back) {
            return Outcome.of(
                    "rolled-back",
                    Json.object().put("failed", Optional.of(back.failed())).put("version", Optional.of(back.version())),
                    back.problem());
        }
        return Outcome.refused(((UpdateOutcome.Refused) outcome).problem());
    }

    private Answer rollBack(Call call) throws IOException {
        RollbackRequest way = call.body(RollbackRequest::read);
        return operations.begin(call, "rollback", way, progress -> rolledBack(way, progress));
    }

    private Outcome rolledBack(RollbackRequest way, Progress progress) {
        Optional<Version> installed = agent.status().installed();
        // Asked for twice, or by two people, it would go back twice.
        if (!installed.equals(Optional.of(way.from()))) {
            String now = installed.map(Version::toString).orElse("none");
            return Outcome.refused(Problem.of(ProblemCode.EDIT_CONFLICT, Map.of("what", "installed", "now", now)));
        }
        Optional<Version> before = before(way.from());
        if (before.isEmpty()) {
            return Outcome.refused(Problem.of(
                    ProblemCode.RELEASE_UNKNOWN,
                    Map.of(
                            "what", Sentence.of("unknown.earlier"),
                            "address", Sentence.of("this-computer"))));
        }
        return way.simulate()
                ? Outcome.of("simulated", Json.object().put("version", before))
                : updated(agent.rollBack(progress));
    }

    /** What ran before the switch to a release. */
    private Optional<Version> before(Version installed) {
        return agent.history().stream()
                .filter(entry -> entry.result().equals("switched") && entry.to().equals(Optional.of(installed)))
                .findFirst()
                .flatMap(UpdateAgent.HistoryEntry::from);
    }

    private Answer rebuild(Call call) throws IOException {
        RebuildRequest rebuild = call.body(RebuildRequest::read);
        return operations.begin(call, "rebuild-distribution", rebuild, progress -> rebuilt(rebuild, progress));
    }

    private Outcome rebuilt(RebuildRequest rebuild, Progress progress) throws IOException {
        Optional<Problem> off = agent.distributionOff();
        if (off.isPresent() && !rebuild.switchOn()) {
            return Outcome.refused(off.get());
        }
        if (rebuild.simulate()) {
            return off.isPresent()
                    ? Outcome.of("simulated", Json.object().put("switchesOn", true))
                    : checked(agent.check(progress));
        }
        if (off.isPresent()) {
            agent.switchDistributionOn();
        }
        UpdateAgent.Rebuilt rebuilt = agent.rebuildDistribution(progress);
        return Outcome.of(
                "filled",
                Json.object()
                        .put("version", Optional.of(rebuilt.version()))
                        .put("filesVerified", rebuilt.verified().files())
                        .put("bytesVerified", rebuilt.verified().bytes())
                        .put("filesReplaced", rebuilt.verified().damaged()));
    }

    /** The release that is meant, with the warnings of all that are installed on the way. */
    private static Json way(List<Release> way, long bytes) {
        Release release = way.get(way.size() - 1);
        return Json.object()
                .put("version", release.version().toString())
                .put("channel", release.channel())
                .put("released", release.released().toString())
                .put("bytes", bytes)
                .put(
                        "warnings",
                        way.stream()
                                .flatMap(step -> step.warnings().stream())
                                .map(warning -> Json.object()
                                        .put("message", warning.message())
                                        .put("help", warning.help())));
    }

    /** From which release to go back; that it is the installed one shows that who asks knows how things are. */
    private record RollbackRequest(Version from, boolean simulate) {
        static RollbackRequest read(Fields fields) {
            return new RollbackRequest(
                    fields.version("from").orElseThrow(() -> Fields.missing("from")), fields.flag("simulate", false));
        }
    }

    private record RebuildRequest(boolean switchOn, boolean simulate) {
        static RebuildRequest read(Fields fields) {
            return new RebuildRequest(fields.flag("switchDistributionOn", false), fields.flag("simulate", false));
        }
    }
}
