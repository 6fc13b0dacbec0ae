package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** {@code audit}: who decided and changed what on this computer, page by page, the latest first. */
final class AuditResource {
    private static final int LONGEST_PAGE = 500;
    private static final int LONGEST_TEXT = 256;

    private final AuditTrail trail;

    AuditResource(AuditTrail trail) {
        this.trail = trail;
    }

    List<Route> routes() {
        return List.of(Route.get(AdminApi.PATH + "/audit", this::page));
    }

    private Answer page(Call call) throws IOException {
        Asked asked = call.query(Asked::read);
        // One more than asked for: whether there is a next page is known then.
        List<AuditEntry> found = trail.before(asked.before(), asked.limit() + 1, asked::wants);
        List<AuditEntry> shown = found.subList(0, Math.min(found.size(), asked.limit()));
        Json json = Json.object().put("entries", shown.stream().map(AuditResource::json));
        return Answer.ok(
                found.size() > shown.size()
                        ? json.put("nextBefore", shown.get(shown.size() - 1).number())
                        : json);
    }

    private static Json json(AuditEntry entry) {
        AuditEvent event = entry.event();
        return Json.object()
                .put("number", entry.number())
                .put("at", entry.at().toString())
                .put("who", entry.who())
                .put("action", event.action())
                .put("subject", event.subject())
                .put("from", event.from())
                .put("to", event.to())
                .put("sha256", event.sha256())
                .put("source", event.source())
                .put("result", event.result())
                .put("hash", entry.hash().hex());
    }

    /** Which entries; of what is not said, all. */
    private record Asked(
            long before,
            int limit,
            Optional<String> who,
            Optional<String> action,
            Optional<String> subject,
            Optional<Instant> since,
            Optional<Instant> until) {
        static Asked read(Fields fields) {
            return new Asked(
                    fields.number("before", Long.MAX_VALUE, 1, Long.MAX_VALUE),
                    Math.toIntExact(fields.number("limit", 50, 1, LONGEST_PAGE)),
                    fields.optionalText("who", LONGEST_TEXT),
                    fields.optionalText("action", LONGEST_TEXT),
                    fields.optionalText("subject", LONGEST_TEXT),
                    fields.instant("since"),
                    fields.instant("until"));
        }

        boolean wants(AuditEntry entry) {
            return who.map(text -> entry.who().contains(text)).orElse(true)
                    && action.map(entry.event().action()::equals).orElse(true)
                    && subject.map(text -> entry.event().subject().contains(text))
                            .orElse(true)
                    && since.map(at -> !entry.at().isBefore(at)).orElse(true)
                    && until.map(at -> entry.at().isBefore(at)).orElse(true);
        }
    }
}
