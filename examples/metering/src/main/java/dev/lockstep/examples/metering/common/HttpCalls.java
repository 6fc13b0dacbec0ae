package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls a JSON-over-HTTP port and waits for the answer. Safe for any number of threads. */
public final class HttpCalls {
    private static final int MAX_ANSWER = 4 << 20;

    private final HttpClient client;
    private final Duration limit;

    /**
     * What came back.
     *
     * @param status the HTTP status code
     * @param body the JSON object
     */
    public record Reply(int status, Fields body) {
        public boolean ok() {
            return status == 200;
        }

        /** The sentence that the other side gave with an error. */
        public String message() {
            return body.members()
                    .getOrDefault("message", "HTTP status " + status)
                    .toString();
        }
    }

    /**
     * Makes a caller.
     *
     * @param limit how long connecting, how long until the answer begins, and how long the rest of it may take
     */
    public HttpCalls(Duration limit) {
        this.limit = limit;
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .connectTimeout(limit)
                .build();
    }

    public Reply get(URI uri) throws IOException, InterruptedException, BadInput {
        return send(HttpRequest.newBuilder(uri).GET());
    }

    public Reply post(URI uri, Map<String, ?> body) throws IOException, InterruptedException, BadInput {
        return send(HttpRequest.newBuilder(uri)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(Json.write(body))));
    }

    private Reply send(HttpRequest.Builder request) throws IOException, InterruptedException, BadInput {
        HttpResponse<byte[]> response = whole(request.timeout(limit).build());
        if (response.body().length > MAX_ANSWER) {
            throw new BadInput("http.too-large", "The answer is larger than " + MAX_ANSWER + " bytes.");
        }
        String text = new String(response.body(), StandardCharsets.UTF_8).strip();
        return new Reply(response.statusCode(), text.isEmpty() ? new Fields(Map.of()) : Json.parse(text));
    }

    /** Waits for the answer to its end, for as long again as for its beginning and no longer, however slowly it comes. */
    private HttpResponse<byte[]> whole(HttpRequest request) throws IOException, InterruptedException {
        CompletableFuture<HttpResponse<byte[]>> answer = client.sendAsync(request, head -> new BoundedBody(MAX_ANSWER));
        try {
            return answer.get(limit.multipliedBy(2).toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new HttpTimeoutException("The answer of " + request.uri().getAuthority() + " does not end.");
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }
}
