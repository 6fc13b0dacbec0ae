package dev.lockstep.fleet.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.http.RequestBody;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /api/v1/report}: a computer says what it runs. */
@Component(service = Handler.class, property = "lockstep.http.path=" + ReportHandler.PATH)
public final class ReportHandler extends GuardedHandler {
    public static final String PATH = "/api/v1/report";
    private static final long BYTES_UNDER_WAY = 64L << 20;

    private final Fleet fleet;
    private final Roster roster;
    private final Distribution distribution;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);

    /** Called by Declarative Services. */
    @Activate
    public ReportHandler(@Reference Fleet fleet, @Reference Roster roster, @Reference Distribution distribution) {
        super(Access.COMPUTERS);
        this.fleet = fleet;
        this.roster = roster;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.POST)
                .or(() -> notDistributing(request))
                .or(() -> notJson(request))
                .or(() -> request.getLength() > NodeJson.MAXIMUM_REPORT_BYTES
                        ? Optional.of(tooLong())
                        : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        RequestBody.collect(request, NodeJson.MAXIMUM_REPORT_BYTES, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                take(complete.bytes().toByteArray(), request.getAttribute(Caller.ATTRIBUTE))
                        .send(request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                tooLong().send(request, response, callback);
            }
        });
        return true;
    }

    private Answer take(byte[] body, Object caller) {
        try {
            ComputerReport report = NodeJson.readReport(body);
            if (caller instanceof Caller.Computer computer && !computer.id().equals(report.id())) {
                return Answer.badRequest(HttpStatus.FORBIDDEN_403, "a computer reports for itself and those below it");
            }
            if (!roster.take(report, body.length)) {
                return Answer.badRequest(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "this server remembers no more computers than it does already");
            }
        } catch (MalformedMessageException e) {
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "the report is not usable, " + e.getMessage());
        }
        return Answer.json(("{\"revision\":" + fleet.current().revision() + "}").getBytes(UTF_8));
    }

    /** A node with an empty folder takes reports all the same: its administrator wants to see who is waiting. */
    private Optional<Answer> notDistributing(Request request) {
        return distribution.state() instanceof Distribution.State.Off
                ? Optional.of(Answer.unavailable(request, ProblemCode.DISTRIBUTION_OFF))
                : Optional.empty();
    }

    private static Optional<Answer> notJson(Request request) {
        return RequestBody.isJson(request)
                ? Optional.empty()
                : Optional.of(Answer.badRequest(
                        HttpStatus.UNSUPPORTED_MEDIA_TYPE_415, "a report has the content type application/json"));
    }

    private static Answer tooLong() {
        return Answer.badRequest(
                HttpStatus.PAYLOAD_TOO_LARGE_413,
                "a report has at most " + NodeJson.MAXIMUM_REPORT_BYTES + " bytes, or too many are under way");
    }
}
