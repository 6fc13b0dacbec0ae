package dev.lockstep.fleet.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.ReportMessage;
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
            ReportMessage report = ReportMessage.read(body);
            Optional<Caller.Computer> sender = Optional.ofNullable(caller)
                    .filter(Caller.Computer.class::isInstance)
                    .map(Caller.Computer.class::cast);
            if (sender.filter(computer ->
                            !computer.id().equals(report.own().report().id()))
                    .isPresent()) {
                return Answer.badRequest(HttpStatus.FORBIDDEN_403, "a computer reports for itself and those below it");
            }
            Optional<Answer> refusal = refusal(roster.take(report, sender.map(Caller.Computer::key)));
            if (refusal.isPresent()) {
                return refusal.get();
            }
        } catch (MalformedMessageException e) {
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "the report is not usable, " + e.getMessage());
        }
        return Answer.json(("{\"revision\":" + fleet.current().revision() + "}").getBytes(UTF_8));
    }

    private static Optional<Answer> refusal(Roster.Outcome outcome) {
        return switch (outcome) {
            case TAKEN -> Optional.empty();
            case OLDER ->
                Optional.of(Answer.badRequest(
                        HttpStatus.CONFLICT_409, "a later report of this computer is known here already"));
            case FOREIGN ->
                Optional.of(Answer.badRequest(
                        HttpStatus.FORBIDDEN_403,
                        "the report is not signed with the key of the computer that it is about"));
            case FULL ->
                Optional.of(Answer.badRequest(
                        HttpStatus.SERVICE_UNAVAILABLE_503,
                        "this server remembers no more computers than it does already"));
        };
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
