package dev.lockstep.admin.internal.work;

import dev.lockstep.core.transfer.Progress;
import dev.lockstep.http.Json;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Work that somebody asked for, from its beginning until it is forgotten. Safe for use by several threads. */
final class Operation implements Progress {
    private final String id;
    private final OperationRequest request;
    private final Instant begun;
    private volatile Step step = new Step("begin", 0, 0);
    private volatile Optional<End> end = Optional.empty();

    Operation(String id, OperationRequest request, Instant begun) {
        this.id = id;
        this.request = request;
        this.begun = begun;
    }

    String id() {
        return id;
    }

    OperationRequest request() {
        return request;
    }

    boolean isRunning() {
        return end.isEmpty();
    }

    @Override
    public void at(String name, long done, long total) {
        step = new Step(name, done, total);
    }

    void ended(Instant at, Outcome outcome) {
        end = Optional.of(new End(at, outcome));
    }

    Json json(Locale language) {
        Optional<End> now = end;
        Json json = Json.object()
                .put("id", id)
                .put("kind", request.kind())
                .put("by", request.by())
                .put("state", now.isPresent() ? "ended" : "running")
                .put("begun", begun.toString())
                .put("progress", step.json());
        now.ifPresent(ended -> json.put("ended", ended.at().toString())
                .put("outcome", ended.outcome().json(language)));
        return json;
    }

    private record Step(String name, long done, long total) {
        Json json() {
            return Json.object().put("step", name).put("done", done).put("total", total);
        }
    }

    private record End(Instant at, Outcome outcome) {}
}
