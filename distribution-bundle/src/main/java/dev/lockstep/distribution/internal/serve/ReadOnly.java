package dev.lockstep.distribution.internal.serve;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.http.ProblemAnswer;
import java.util.Map;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** For what can only be read: all methods but GET and HEAD are refused. */
final class ReadOnly {
    private static final HttpField ALLOW = new PreEncodedHttpField(HttpHeader.ALLOW, "GET, HEAD");

    private ReadOnly() {}

    /** Whether the method is none of the two; then the refusal is the answer. */
    static boolean refuses(Request request, Response response, Callback callback) {
        if (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod())) {
            return false;
        }
        response.getHeaders().put(ALLOW);
        Problem problem = Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", "only GET and HEAD are answered here"));
        ProblemAnswer.write(HttpStatus.METHOD_NOT_ALLOWED_405, problem, response, callback);
        return true;
    }
}
