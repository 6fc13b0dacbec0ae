package dev.lockstep.client.internal.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.trust.Freshness;
import java.util.Locale;

/** {@code GET /api/v1/local/status}: what applications of this computer may know of it. */
final class StatusCall {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final UpdateAgent agent;

    StatusCall(UpdateAgent agent) {
        this.agent = agent;
    }

    LocalAnswer answer() {
        UpdateAgent.Status status = agent.status();
        ObjectNode json = JSON.createObjectNode();
        status.installed().ifPresent(version -> json.put("installed", version.toString()));
        status.assigned().ifPresent(version -> json.put("assigned", version.toString()));
        ObjectNode components = json.putObject("components");
        status.components().forEach((name, version) -> components.put(name, version.toString()));
        json.put("source", status.source()).put("phase", status.phase());
        status.lastCheck().ifPresent(at -> json.put("lastCheck", at.toString()));
        status.lastProblem()
                .ifPresent(problem -> json.putObject("lastProblem")
                        .put("problem", problem.code().code())
                        .put("text", problem.text(Locale.ENGLISH)));
        status.warnings().forEach(json.putArray("warnings")::add);
        status.freshness().ifPresent(freshness -> put(json.putObject("freshness"), freshness));
        json.put("explanation", agent.explain(Locale.ENGLISH));
        return LocalAnswer.ok(json);
    }

    private static void put(ObjectNode json, Freshness freshness) {
        if (freshness instanceof Freshness.Fresh fresh) {
            json.put("state", "fresh").put("until", fresh.stale().from().toString());
        } else if (freshness instanceof Freshness.Stale stale) {
            json.put("state", "stale")
                    .put("role", stale.stale().role())
                    .put("since", stale.stale().from().toString());
        } else {
            json.put("state", "refused").put("role", freshness.refused().role());
        }
        json.put("refusedFrom", freshness.refused().from().toString());
    }
}
