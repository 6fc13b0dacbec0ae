package dev.lockstep.client.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * An answer to an application of this computer.
 *
 * @param status the HTTP status
 * @param type its content type
 * @param body the JSON
 */
record LocalAnswer(int status, String type, String body) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static LocalAnswer ok(JsonNode json) {
        try {
            return new LocalAnswer(200, "application/json", JSON.writeValueAsString(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    static LocalAnswer problem(int status, Problem problem) {
        return new LocalAnswer(
                status, "application/problem+json", new String(NodeJson.writeProblem(problem), StandardCharsets.UTF_8));
    }

    static LocalAnswer badRequest(int status, String reason) {
        return problem(status, Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason)));
    }

    void send(Response response, Callback callback) {
        response.setStatus(status);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, type);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("Lockstep", "1");
        Content.Sink.write(response, true, body, callback);
    }
}
