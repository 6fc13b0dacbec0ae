package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import dev.lockstep.distribution.internal.scrub.Complaints;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.http.RequestBody;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code POST /api/v1/payload-complaint}: a computer got a payload from here that is not the one that was signed. */
@Component(service = Handler.class, property = HttpPort.PATH + "=/" + PayloadComplaint.PATH)
public final class ComplaintHandler extends GuardedHandler {
    private static final long BYTES_UNDER_WAY = 1L << 20;
    private static final Duration LATER = Duration.ofMinutes(5);

    private final Complaints complaints;
    private final Distribution distribution;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);

    /** Called by Declarative Services. */
    @Activate
    public ComplaintHandler(@Reference Complaints complaints, @Reference Distribution distribution) {
        super(Access.COMPUTERS);
        this.complaints = complaints;
        this.distribution = distribution;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.POST)
                .or(() -> RequestBody.isJson(request)
                        ? Optional.empty()
                        : Optional.of(Answer.badRequest(
                                HttpStatus.UNSUPPORTED_MEDIA_TYPE_415,
                                "a complaint has the content type application/json")))
                .or(() -> distribution.state() instanceof Distribution.State.Off
                        ? Optional.of(Answer.unavailable(request, ProblemCode.DISTRIBUTION_OFF))
                        : Optional.empty());
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        RequestBody.collect(request, PayloadComplaint.MAXIMUM_BYTES, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                take(complete.bytes().toByteArray(), request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                Answer.badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "a complaint takes less words")
                        .send(request, response, callback);
            }
        });
        return true;
    }

    private void take(byte[] body, Request request, Response response, Callback callback) {
        Digest payload;
        try {
            payload = PayloadComplaint.read(body).payload();
        } catch (IllegalArgumentException e) {
            Answer.badRequest(HttpStatus.BAD_REQUEST_400, "the complaint is not to be understood, " + e.getMessage())
                    .send(request, response, callback);
            return;
        }
        CompletableFuture<Verdict> verdict;
        try {
            String address = Request.getRemoteAddr(request);
            boolean known = request.getAttribute(Caller.ATTRIBUTE) instanceof Caller.Computer;
            Caller.Computer computer = known ? (Caller.Computer) request.getAttribute(Caller.ATTRIBUTE) : null;
            verdict = complaints.complain(payload, known ? computer.id() : address, known ? computer.name() : address);
        } catch (Complaints.TooManyException e) {
            Answer.badRequest(
                            HttpStatus.TOO_MANY_REQUESTS_429,
                            "payloads are being looked at already; complain again later")
                    .retryAfter(LATER)
                    .send(request, response, callback);
            return;
        }
        CompletableFuture<Void> unused = verdict.thenAccept(
                found -> Answer.json(PayloadComplaint.answer(found)).send(request, response, callback));
    }
}
