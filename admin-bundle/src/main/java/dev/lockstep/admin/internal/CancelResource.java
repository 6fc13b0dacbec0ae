package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Breakable.Attempt;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;

/** {@code cancel}: breaks off what is under way, whoever began it and by whatever way, where nothing is lost by that. */
final class CancelResource {
    private final UpdateAgent agent;
    private final OfflineImport imports;

    CancelResource(UpdateAgent agent, OfflineImport imports) {
        this.agent = agent;
        this.imports = imports;
    }

    List<Route> routes() {
        return List.of(Route.post(AdminApi.PATH + "/cancel", Right.INSTALL_UPDATES, this::cancel));
    }

    private Answer cancel(Call call) throws IOException {
        boolean simulate = call.body(CancelResource::simulate);
        Attempt ofAgent = agent.breakOff(simulate);
        Attempt attempt = ofAgent instanceof Attempt.Idle ? imports.breakOff(simulate) : ofAgent;
        if (attempt instanceof Attempt.TooLate late) {
            throw new ProblemException(late.problem());
        }
        if (attempt instanceof Attempt.BrokenOff broken) {
            String result = simulate ? "possible" : broken.ended() ? "broken-off" : "ending";
            return Answer.ok(Json.object()
                    .put("result", result)
                    .put("operation", broken.operation())
                    .put("step", broken.step()));
        }
        return Answer.ok(Json.object().put("result", "idle"));
    }

    private static boolean simulate(Fields fields) {
        return fields.flag("simulate", false);
    }
}
