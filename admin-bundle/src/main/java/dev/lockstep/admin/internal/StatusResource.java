package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code status}, {@code explain} and {@code history}: how this computer and its site are, and how that came. */
final class StatusResource {
    private static final int LONGEST_HISTORY = 500;

    private final UpdateAgent agent;
    private final Settings settings;
    private final Distribution distribution;
    private final SiteVersions site;

    StatusResource(UpdateAgent agent, Settings settings, Distribution distribution, SiteVersions site) {
        this.agent = agent;
        this.settings = settings;
        this.distribution = distribution;
        this.site = site;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/status", this::status),
                Route.get(AdminApi.PATH + "/explain", this::explain),
                Route.get(AdminApi.PATH + "/history", this::history));
    }

    private Answer status(Call call) {
        call.query(none -> none);
        UpdateAgent.Status status = agent.status();
        NodeIdentity identity = settings.identity();
        Json json = Json.object()
                .put(
                        "computer",
                        Json.object()
                                .put("id", identity.id())
                                .put("name", identity.name())
                                .put("platform", identity.platform().toString()))
                .put("installed", status.installed())
                .put("assigned", status.assigned())
                .put("distribution", distribution(call.language()))
                .put("source", status.source())
                .put("phase", status.phase())
                .put("lastCheck", status.lastCheck())
                .problem("lastProblem", status.lastProblem(), call.language())
                .put("components", status.components())
                .put(
                        "health",
                        status.health().entrySet().stream()
                                .map(component -> Json.object()
                                        .put("component", component.getKey())
                                        .problem("problem", component.getValue(), call.language())))
                .sentences("warnings", status.warnings(), call.language())
                .put("site", SiteState.json(site.state(), call.language()));
        status.freshness().ifPresent(freshness -> json.put("vendor", vendor(freshness)));
        return Answer.ok(json);
    }

    /** Whether the vendor still vouches for what it signed, and until when. */
    private static Json vendor(Freshness freshness) {
        Json json = Json.object();
        if (freshness instanceof Freshness.Fresh fresh) {
            json.put("state", "fresh").put("staleFrom", fresh.stale().from().toString());
        } else if (freshness instanceof Freshness.Stale stale) {
            json.put("state", "stale").put("staleFrom", stale.stale().from().toString());
        } else {
            json.put("state", "refused");
        }
        return json.put("refusedFrom", freshness.refused().from().toString())
                .put("role", freshness.refused().role());
    }

    private Json distribution(Locale language) {
        Distribution.State state = distribution.state();
        Json json = Json.object().put("state", state.word());
        if (state instanceof Distribution.State.Ready ready) {
            return json.put("releases", ready.releases());
        }
        Optional<Problem> problem = state instanceof Distribution.State.Damaged damaged
                ? Optional.of(damaged.problem())
                : agent.distributionOff();
        return json.put("releases", List.of()).problem("problem", problem, language);
    }

    private Answer explain(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object().put("explanation", agent.explain(call.language())));
    }

    private Answer history(Call call) {
        long limit = call.query(fields -> fields.number("limit", 20, 1, LONGEST_HISTORY));
        Stream<Row> switches = agent.history().stream().map(entry -> row(entry, call.language()));
        Stream<Row> mixtures = site.ended().stream().map(StatusResource::row);
        return Answer.ok(Json.object()
                .put(
                        "entries",
                        Stream.concat(switches, mixtures)
                                .sorted(Comparator.comparing(Row::at).reversed())
                                .limit(limit)
                                .map(Row::json)));
    }

    private static Row row(UpdateAgent.HistoryEntry entry, Locale language) {
        return new Row(
                entry.at(),
                Json.object()
                        .put("at", entry.at().toString())
                        .put("action", entry.action())
                        .put("from", entry.from())
                        .put("to", entry.to())
                        .put("result", entry.result())
                        .put("downtimeMillis", entry.downtime().toMillis())
                        .problem("problem", entry.problem(), language));
    }

    /** The words are those of the command. */
    private static Row row(SiteVersions.Ended ended) {
        return new Row(
                ended.until(),
                Json.object()
                        .put("at", ended.until().toString())
                        .put("action", "switch of the site")
                        .put("from", ended.versions().first().toString())
                        .put("to", ended.versions().last().toString())
                        .put("result", ended.overdue() ? "was mixed, overdue" : "was mixed")
                        .put("mixedMillis", ended.lasted().toMillis())
                        .put("away", ended.away()));
    }

    private record Row(Instant at, Json json) {}
}
