package dev.lockstep.fleet.internal.http;

import static org.eclipse.jetty.http.HttpHeader.ALLOW;
import static org.eclipse.jetty.http.HttpHeader.CACHE_CONTROL;
import static org.eclipse.jetty.http.HttpHeader.CONTENT_LENGTH;
import static org.eclipse.jetty.http.HttpHeader.CONTENT_TYPE;
import static org.eclipse.jetty.http.HttpHeader.RETRY_AFTER;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** An answer over HTTP that is complete in memory; never changes. */
final class Answer {
    private static final int RETRY_SECONDS = 30;

    private final int status;
    private final HttpFields headers;
    private final byte[] body;

    private Answer(int status, HttpFields headers, byte[] body) {
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    static Answer notModified() {
        return new Answer(HttpStatus.NOT_MODIFIED_304, HttpFields.EMPTY, new byte[0]);
    }

    static Answer json(byte[] body) {
        return new Answer(
                HttpStatus.OK_200,
                HttpFields.build().put(CONTENT_TYPE, "application/json").put(CACHE_CONTROL, "no-cache"),
                body);
    }

    static Answer problem(int status, Problem problem) {
        return new Answer(
                status,
                HttpFields.build().put(CONTENT_TYPE, "application/problem+json").put(CACHE_CONTROL, "no-store"),
                NodeJson.writeProblem(problem));
    }

    static Answer badRequest(int status, String reason) {
        return problem(status, Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason)));
    }

    /** The refusal of a method, if it is none of those that are allowed. */
    static Optional<Answer> wrongMethod(Request request, HttpMethod... allowed) {
        for (HttpMethod method : allowed) {
            if (method.is(request.getMethod())) {
                return Optional.empty();
            }
        }
        String names = String.join(
                ", ", Arrays.stream(allowed).map(HttpMethod::asString).toList());
        return Optional.of(badRequest(HttpStatus.METHOD_NOT_ALLOWED_405, "only " + names + " is possible here")
                .with(ALLOW.asString(), names));
    }

    /** Why this node cannot serve clients now: it does not distribute, or has nothing to distribute yet. */
    static Optional<Answer> notDistributing(Request request, Distribution distribution) {
        return distribution.state().closed().map(code -> unavailable(request, code));
    }

    static Answer unavailable(Request request, ProblemCode code) {
        return problem(HttpStatus.SERVICE_UNAVAILABLE_503, Problem.of(code, Map.of("address", address(request))))
                .with(RETRY_AFTER.asString(), Integer.toString(RETRY_SECONDS));
    }

    /** How the client names this computer. */
    static String address(Request request) {
        return Request.getServerName(request) + ":" + Request.getServerPort(request);
    }

    Answer with(String header, String value) {
        return new Answer(status, HttpFields.build(headers).put(header, value), body);
    }

    void send(Request request, Response response, Callback callback) {
        response.setStatus(status);
        common(response);
        response.getHeaders().add(headers);
        if (status != HttpStatus.NOT_MODIFIED_304) {
            response.getHeaders().put(CONTENT_LENGTH, body.length);
        }
        boolean bodiless = HttpMethod.HEAD.is(request.getMethod()) || status == HttpStatus.NOT_MODIFIED_304;
        response.write(true, bodiless ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body), callback);
    }

    /** The headers that say who answers, and that nothing is to be guessed about the contents. */
    static void common(Response response) {
        response.getHeaders().put("Lockstep", "1").put("X-Content-Type-Options", "nosniff");
    }
}
