package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

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
     * @param limit how long connecting and how long answering may take
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
        HttpResponse<InputStream> response = client.send(request.timeout(limit).build(), BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            byte[] bytes = in.readNBytes(MAX_ANSWER + 1);
            if (bytes.length > MAX_ANSWER) {
                throw new BadInput("http.too-large", "The answer is larger than " + MAX_ANSWER + " bytes.");
            }
            String text = new String(bytes, StandardCharsets.UTF_8).strip();
            return new Reply(response.statusCode(), text.isEmpty() ? new Fields(Map.of()) : Json.parse(text));
        }
    }
}
