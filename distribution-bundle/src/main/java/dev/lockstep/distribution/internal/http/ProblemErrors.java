package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
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
        if (status == HttpStatus.NOT_FOUND_404) {
            ProblemAnswer.notFound(request, response, callback);
            return;
        }
        if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
            response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        }
        ProblemAnswer.write(status, problem(status, message), response, callback);
    }

    private static Problem problem(int status, String message) {
        String reason = message == null ? HttpStatus.getMessage(status) : message;
        // What failed inside is for the log, not for the network.
        return status < 500
                ? Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason))
                : Problem.of(ProblemCode.INTERNAL, Map.of("reason", HttpStatus.getMessage(status)));
    }
}
