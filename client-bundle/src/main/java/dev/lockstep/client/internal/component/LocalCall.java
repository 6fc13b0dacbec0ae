package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Redaction;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An HTTP call to a component on this computer.
 *
 * @param status the HTTP status
 * @param body the text of the body, at most 64 KiB
 */
record LocalCall(int status, String body) {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    /** What calls components: directly, wherever they send it. */
    static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .build();
    }

    /**
     * Makes the call. The limit is one for all of it, from connecting to the last byte: a component that sends a byte now and then does
     * not lengthen it.
     *
     * @throws IOException if there is no answer within the limit, or it is too long
     */
    static LocalCall make(HttpClient client, String method, String address, Duration limit) throws IOException {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException e) {
            throw new IOException("\"" + Redaction.of(address) + "\" is no URL");
        }
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IOException("\"" + Redaction.of(address) + "\" is no http URL");
        }
        HttpRequest request = HttpRequest.newBuilder(url)
                .method(method, BodyPublishers.noBody())
                .build();
        CompletableFuture<HttpResponse<String>> answer = client.sendAsync(request, head -> new ShortText());
        try {
            HttpResponse<String> whole = answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            return new LocalCall(whole.statusCode(), whole.body());
        } catch (TimeoutException e) {
            throw new SocketTimeoutException("no whole answer within " + limit.toMillis() + " ms");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking " + Redaction.of(address));
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException known ? known : new IOException(e.getCause());
        } finally {
            answer.cancel(true);
        }
    }

    /** Gives up when it has become too long. */
    private static final class ShortText implements BodySubscriber<String> {
        private final BodySubscriber<String> text = BodySubscribers.ofString(StandardCharsets.UTF_8);
        private Subscription subscription;
        private long received;

        @Override
        public CompletionStage<String> getBody() {
            return text.getBody();
        }

        @Override
        public void onSubscribe(Subscription given) {
            subscription = given;
            text.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> piece) {
            received += piece.stream().mapToLong(ByteBuffer::remaining).sum();
            if (received > MAXIMUM_BYTES) {
                subscription.cancel();
                text.onError(new IOException("the answer is longer than " + MAXIMUM_BYTES + " bytes"));
            } else {
                text.onNext(piece);
            }
        }

        @Override
        public void onError(Throwable failure) {
            text.onError(failure);
        }

        @Override
        public void onComplete() {
            text.onComplete();
        }
    }
}
