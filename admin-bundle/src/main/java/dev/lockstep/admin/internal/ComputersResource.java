package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code computers}: this one, and those that take their updates from it; to forget one is to delete it. */
final class ComputersResource {
    private final UpdateAgent agent;
    private final KnownComputers computers;
    private final SiteVersions site;

    ComputersResource(UpdateAgent agent, KnownComputers computers, SiteVersions site) {
        this.agent = agent;
        this.computers = computers;
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/computers", this::all),
                Route.get(AdminApi.PATH + "/computers/{id}", this::one),
                Route.delete(AdminApi.PATH + "/computers/{id}", Right.CHANGE_SETTINGS, this::forget));
    }

    private Answer all(Call call) {
        call.query(none -> none);
        ComputerReport own = agent.report();
        Map<String, ComputerReport> reports = reports(own);
        return Answer.ok(Json.object()
                .put("own", alone(own, call.language()))
                .put(
                        "computers",
                        computers.known().stream()
                                .filter(known -> known.behind().isEmpty())
                                .map(known -> json(known, reports, call.language())))
                .put("site", SiteState.json(site.state(), call.language())));
    }

    private Answer one(Call call) {
        call.query(none -> none);
        return computers.known().stream()
                .filter(known -> known.id().equals(call.variable("id")))
                .findFirst()
                .map(known -> Answer.ok(json(known, reports(agent.report()), call.language())))
                .orElseThrow(call::nothingThere);
    }

    private Answer forget(Call call) throws IOException {
        if (!computers.forget(call.variable("id"))) {
            throw call.nothingThere();
        }
        return Answer.done();
    }

    private static Map<String, ComputerReport> reports(ComputerReport own) {
        return below(own).collect(Collectors.toMap(ComputerReport::id, Function.identity(), (one, other) -> one));
    }

    private static Stream<ComputerReport> below(ComputerReport report) {
        return report.downstream().stream().flatMap(each -> Stream.concat(Stream.of(each), below(each)));
    }

    /** One that reported while this computer distributed, and does not now, is known without its report. */
    private static Json json(KnownComputers.Known known, Map<String, ComputerReport> reports, Locale language) {
        Json json = Json.object()
                .put("id", known.id())
                .put("name", known.name())
                .put("seen", known.seen().toString());
        return reports.containsKey(known.id()) ? json.put("report", report(reports.get(known.id()), language)) : json;
    }

    private static Json report(ComputerReport report, Locale language) {
        return alone(report, language)
                .put("downstream", report.downstream().stream().map(computer -> report(computer, language)));
    }

    private static Json alone(ComputerReport report, Locale language) {
        return Json.object()
                .put("id", report.id())
                .put("name", report.name())
                .put("platform", report.platform())
                .put("components", report.components())
                .put("modules", report.modules())
                .put("receivesModules", report.receivesModules())
                .put("distributes", report.distributes())
                .put("deviations", report.deviations(language))
                .put("phase", report.phase())
                .put("explanation", report.explanation(language))
                .put("lastCheck", report.lastCheck())
                .problem("lastProblem", report.lastProblem(), language);
    }
}
