package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Application;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
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

/** {@code POST /api/v1/enrol}: a computer asks to be admitted with the key that it proved in the handshake. */
@Component(service = Handler.class, property = "lockstep.http.path=" + EnrolHandler.PATH)
public final class EnrolHandler extends GuardedHandler {
    public static final String PATH = "/" + Enrolment.PATH;
    private static final long BYTES_UNDER_WAY = 1L << 20;

    private final Admissions admissions;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);

    /** Called by Declarative Services. */
    @Activate
    public EnrolHandler(@Reference Admissions admissions) {
        super(Access.EVERYBODY);
        this.admissions = admissions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Fingerprint> key = key(request);
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.POST)
                .or(() -> key.isEmpty() ? Optional.of(keyless()) : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        String address = Request.getRemoteAddr(request);
        RequestBody.collect(request, Enrolment.MAXIMUM_BYTES, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                take(key.get(), address, complete.bytes().toByteArray()).send(request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                Answer.badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "asking to be admitted takes less words")
                        .send(request, response, callback);
            }
        });
        return true;
    }

    private static Optional<Fingerprint> key(Request request) {
        Object caller = request.getAttribute(Caller.ATTRIBUTE);
        if (caller instanceof Caller.Computer computer) {
            return Optional.of(computer.key());
        }
        return caller instanceof Caller.Anonymous stranger ? stranger.key() : Optional.empty();
    }

    private static Answer keyless() {
        return Answer.badRequest(
                HttpStatus.UNAUTHORIZED_401, "a computer asks over TLS and proves a key of its own in the handshake");
    }

    private Answer take(Fingerprint key, String address, byte[] body) {
        try {
            Admissions.Applicant applicant = admissions.ask(new Application(key, address, Enrolment.read(body)));
            return Answer.json(Enrolment.answer(applicant.standing() == Admissions.Standing.ADMITTED));
        } catch (MalformedMessageException e) {
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "who asks is not to be understood, " + e.getMessage());
        } catch (ProblemException e) {
            boolean refused = e.problem().code() == ProblemCode.TOKEN_REFUSED;
            return Answer.problem(refused ? HttpStatus.FORBIDDEN_403 : HttpStatus.SERVICE_UNAVAILABLE_503, e.problem());
        }
    }
}
