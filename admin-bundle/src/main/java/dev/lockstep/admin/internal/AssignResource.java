package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.work.Operations;
import dev.lockstep.admin.internal.work.Outcome;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteAssignments.Group;
import dev.lockstep.core.node.SiteAssignments.Move;
import dev.lockstep.core.node.SiteAssignments.Plan;
import dev.lockstep.core.node.SiteAssignments.Target;
import dev.lockstep.core.version.Version;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;

/** {@code assign} and {@code group}: which computers run another release than the others. */
final class AssignResource {
    private static final int MOST_NAMES = 10_000;
    private static final int LONGEST_NAME = 256;

    private final SiteAssignments assignments;
    private final Operations operations;

    AssignResource(SiteAssignments assignments, Operations operations) {
        this.assignments = assignments;
        this.operations = operations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/assign", this::apart),
                Route.post(AdminApi.PATH + "/assign", Right.INSTALL_UPDATES, this::assign),
                Route.get(AdminApi.PATH + "/group", this::groups),
                Route.post(AdminApi.PATH + "/group/{name}", Right.INSTALL_UPDATES, this::change));
    }

    private Answer apart(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put(
                        "apart",
                        assignments.apart().stream()
                                .map(apart -> Json.object()
                                        .put("who", apart.who())
                                        .put("computers", apart.computers())
                                        .put("release", apart.release())
                                        .put("counter", apart.counter()))));
    }

    private Answer assign(Call call) throws IOException {
        AssignRequest wanted = call.body(AssignRequest::read);
        return operations.begin(call, "assign", wanted, progress -> {
            if (wanted.simulate()) {
                return planned("simulated", assignments.plan(wanted.target(), wanted.release()));
            }
            return planned("assigned", assignments.assign(wanted.target(), wanted.release(), progress));
        });
    }

    private static Outcome planned(String result, Plan plan) {
        return new Outcome(result, language -> json(plan, language), Optional.empty());
    }

    private static Json json(Plan plan, Locale language) {
        return Json.object()
                .put("revision", plan.revision())
                .put("moves", plan.moves().stream().map(move -> json(move, language)));
    }

    private static Json json(Move move, Locale language) {
        return Json.object()
                .put("id", move.id())
                .put("computer", move.computer())
                .put("from", move.from())
                .put("to", move.to())
                .put("back", move.back())
                .problem("refused", move.refused(), language);
    }

    private Answer groups(Call call) {
        call.query(none -> none);
        return Answer.ok(
                Json.object().put("groups", assignments.groups().stream().map(AssignResource::json)));
    }

    private Answer change(Call call) throws IOException {
        Members members = call.body(Members::read);
        return Answer.ok(json(assignments.change(call.variable("name"), members.add(), members.remove())));
    }

    private static Json json(Group group) {
        return Json.object().put("name", group.name()).put("members", group.members());
    }

    /** Without a release they follow the others again, which has to be said. */
    private record AssignRequest(Target target, Optional<Version> release, boolean simulate) {
        static AssignRequest read(Fields fields) {
            Target target = new Target(
                    new TreeSet<>(fields.texts("groups", MOST_NAMES, LONGEST_NAME)),
                    new TreeSet<>(fields.texts("computers", MOST_NAMES, LONGEST_NAME)));
            Optional<Version> release = fields.version("version");
            if (release.isPresent() == fields.flag("clear", false)) {
                throw CallException.malformed("either \"version\" is needed, or \"clear\":true");
            }
            return new AssignRequest(target, release, fields.flag("simulate", false));
        }
    }

    private record Members(List<String> add, List<String> remove) {
        static Members read(Fields fields) {
            return new Members(
                    fields.texts("add", MOST_NAMES, LONGEST_NAME), fields.texts("remove", MOST_NAMES, LONGEST_NAME));
        }
    }
}
