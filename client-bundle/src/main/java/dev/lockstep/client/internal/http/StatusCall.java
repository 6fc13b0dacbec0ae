package dev.lockstep.client.internal.http;

import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.util.Locale;

/** {@code GET /api/v1/local/status}: what applications of this computer may know of it. */
final class StatusCall {
    private final UpdateAgent agent;

    StatusCall(UpdateAgent agent) {
        this.agent = agent;
    }

    Answer answer(Locale language) {
        UpdateAgent.Status status = agent.status();
        Json json = Json.object()
                .put("installed", status.installed())
                .put("assigned", status.assigned())
                .put("components", status.components())
                .put("source", status.source())
                .put("phase", status.phase())
                .put("lastCheck", status.lastCheck());
        status.lastProblem()
                .ifPresent(problem -> json.put(
                        "lastProblem",
                        Json.object().put("problem", problem.code().code()).put("text", problem.text(language))));
        Json health = Json.object();
        status.health()
                .forEach((component, problem) -> health.put(
                        component,
                        problem.map(found -> Json.object()
                                        .put("works", false)
                                        .put("problem", found.code().code())
                                        .put("text", found.text(language)))
                                .orElseGet(() -> Json.object().put("works", true))));
        json.put("health", health);
        json.sentences("warnings", status.warnings(), language);
        status.freshness().ifPresent(freshness -> json.put("freshness", json(freshness)));
        return Answer.ok(json.put("explanation", agent.explain(language)));
    }

    private static Json json(Freshness freshness) {
        Json json = Json.object();
        if (freshness instanceof Freshness.Fresh fresh) {
            json.put("state", "fresh").put("until", fresh.stale().from().toString());
        } else if (freshness instanceof Freshness.Stale stale) {
            json.put("state", "stale")
                    .put("role", stale.stale().role())
                    .put("since", stale.stale().from().toString());
        } else {
            json.put("state", "refused").put("role", freshness.refused().role());
        }
        return json.put("refusedFrom", freshness.refused().from().toString());
    }
}
