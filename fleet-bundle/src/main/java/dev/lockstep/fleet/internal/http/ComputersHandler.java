package dev.lockstep.fleet.internal.http;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.SeenComputer;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.io.IOException;
import java.util.List;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code GET /api/v1/computers}: the computers below this one, as they last reported. */
@Component(service = Handler.class, property = "lockstep.http.path=" + ComputersHandler.PATH)
public final class ComputersHandler extends GuardedHandler {
    public static final String PATH = "/api/v1/computers";

    private final JsonMapper json = new JsonMapper();
    private final Roster roster;

    /** Called by Declarative Services. */
    @Activate
    public ComputersHandler(@Reference Roster roster) {
        super(new Access.People(Right.VIEW, false));
        this.roster = roster;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        var refusal = Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD);
        Answer answer = refusal.isPresent() ? refusal.get() : Answer.json(body(roster.computers()));
        return answer.sent(request, response, callback);
    }

    private byte[] body(List<SeenComputer> computers) throws IOException {
        var body = json.createObjectNode().put("format", 1);
        var list = body.putArray("computers");
        for (SeenComputer computer : computers) {
            list.addObject()
                    .put("seen", computer.seen().toString())
                    .set("report", json.readTree(NodeJson.writeReport(computer.report())));
        }
        return json.writeValueAsBytes(body);
    }
}
