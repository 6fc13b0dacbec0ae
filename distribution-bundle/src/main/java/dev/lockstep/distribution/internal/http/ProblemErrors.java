package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.http.Answer;
import java.time.Duration;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Writes what Jetty itself refuses (bad requests, unknown paths, failures of handlers) as problem bodies. */
final class ProblemErrors extends ErrorHandler {
    @Override
    protected void generateResponse(
            Request request, Response response, int status, String message, Throwable cause, Callback callback) {
        Answer answer = status == HttpStatus.NOT_FOUND_404
                ? Answer.notFound(request)
                : Answer.problem(status, problem(status, message));
        boolean later = status == HttpStatus.SERVICE_UNAVAILABLE_503;
        (later ? answer.retryAfter(Duration.ofSeconds(1)) : answer).send(request, response, callback);
    }

    private static Problem problem(int status, String message) {
        String reason = message == null ? HttpStatus.getMessage(status) : message;
        // What failed inside is for the log, not for the network.
        return status < 500
                ? Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason))
                : Problem.of(ProblemCode.INTERNAL, Map.of("reason", HttpStatus.getMessage(status)));
    }
}
