package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Languages;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers with a problem that a person or a program can act on. */
public final class ProblemAnswer {
    private static final String CONTENT_TYPE = "application/problem+json";

    private ProblemAnswer() {}

    /** Answers that the service is not able to now, and when to ask again. */
    public static void unavailable(Problem problem, Duration retryAfter, Response response, Callback callback) {
        response.getHeaders().put(HttpHeader.RETRY_AFTER, retryAfter.toSeconds());
        write(HttpStatus.SERVICE_UNAVAILABLE_503, problem, response, callback);
    }

    /** Answers with a status and a problem body, in the language that was asked for. */
    public static void write(int status, Problem problem, Response response, Callback callback) {
        String wished = response.getRequest().getHeaders().get(HttpHeader.ACCEPT_LANGUAGE);
        Locale language = Languages.accepted(wished == null ? "" : wished);
        byte[] body = NodeJson.writeProblem(problem, language);
        response.setStatus(status);
        OneHeader.addTo(response.getHeaders());
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, CONTENT_TYPE)
                .put(HttpHeader.CONTENT_LANGUAGE, language.toLanguageTag())
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put(HttpHeader.CONTENT_LENGTH, body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    /** Answers that there is nothing at this path. */
    public static void notFound(Request request, Response response, Callback callback) {
        String path = request.getHttpURI().getPath();
        Problem problem =
                Problem.of(ProblemCode.NOT_FOUND, Map.of("path", abbreviated(path), "address", addressOf(request)));
        write(HttpStatus.NOT_FOUND_404, problem, response, callback);
    }

    private static String abbreviated(String path) {
        return path == null || path.length() <= 200 ? String.valueOf(path) : path.substring(0, 200) + "...";
    }

    /** How the client names this computer, as it stands in messages. */
    public static String addressOf(Request request) {
        String authority = request.getHttpURI().getAuthority();
        return authority == null ? Request.getLocalAddr(request) + ":" + Request.getLocalPort(request) : authority;
    }
}
