package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code declined}: the one list of what must not be installed, and what this site adds to it. */
final class DeclinedResource {
    private static final String RELEASE = AdminApi.PATH + "/declined/releases/{version}";
    private static final String MODULE = AdminApi.PATH + "/declined/modules/{name}/{version}";

    private final UpdateAgent agent;
    private final SiteAssignments assignments;

    DeclinedResource(UpdateAgent agent, SiteAssignments assignments) {
        this.agent = agent;
        this.assignments = assignments;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/declined", this::all),
                Route.put(RELEASE, Right.INSTALL_UPDATES, call -> decline(call, release(call))),
                Route.delete(RELEASE, Right.INSTALL_UPDATES, this::undeclineRelease),
                Route.put(MODULE, Right.EDIT_MODULES, call -> decline(call, module(call))),
                Route.delete(MODULE, Right.EDIT_MODULES, this::undeclineModule));
    }

    private Answer all(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put("declined", agent.barred().stream().map(entry -> json(entry, call.language()))));
    }

    private static Json json(UpdateAgent.Barred entry, Locale language) {
        return Json.object()
                .put("module", entry.what().module())
                .put("version", entry.what().version().toString())
                .put("origin", entry.origin().name().toLowerCase(Locale.ROOT))
                .put("says", entry.origin().sentence().text(language))
                .put("reason", entry.reason().text(language))
                .put("since", entry.since());
    }

    private Answer decline(Call call, Withdrawal.What what) throws IOException {
        String reason = call.body(fields -> fields.text("reason", Withdrawal.LONGEST_REASON));
        if (reason.isBlank()) {
            throw CallException.malformed("\"reason\" is empty; it is shown to everybody");
        }
        assignments.decline(what, reason);
        return Answer.done();
    }

    /** What failed here is lifted on any computer; what the site declined, at its main server. */
    private Answer undeclineRelease(Call call) throws IOException {
        Withdrawal.What what = release(call);
        boolean tried = agent.tryAgain(what.version());
        boolean allowed;
        try {
            allowed = assignments.allow(what);
        } catch (ProblemException e) {
            if (!tried || e.problem().code() != ProblemCode.SITE_NOT_HERE) {
                throw e;
            }
            allowed = false;
        }
        return done(call, tried || allowed);
    }

    private Answer undeclineModule(Call call) {
        return done(call, assignments.allow(module(call)));
    }

    private static Answer done(Call call, boolean changed) {
        if (!changed) {
            throw call.nothingThere();
        }
        return Answer.done();
    }

    private static Withdrawal.What release(Call call) {
        return Withdrawal.What.release(version(call));
    }

    private static Withdrawal.What module(Call call) {
        return Withdrawal.What.module(call.variable("name"), version(call));
    }

    private static Version version(Call call) {
        try {
            return Version.parse(call.variable("version"));
        } catch (IllegalArgumentException e) {
            throw CallException.malformed("the version in the path is not like 1.2.3");
        }
    }
}
