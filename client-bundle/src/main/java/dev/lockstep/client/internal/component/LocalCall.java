package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * An HTTP call to a component on this computer.
 *
 * @param status the HTTP status
 * @param body the text of the body, at most 64 KiB
 */
record LocalCall(int status, String body) {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    /**
     * Makes the call. The limit is one for all of it: a component that sends a byte now and then does not lengthen it.
     *
     * @throws IOException if there is no answer within the limit, or it is too long
     */
    static LocalCall make(String method, String address, Duration limit) throws IOException {
        URI url;
        try {
            url = new URI(address);
        } catch (URISyntaxException e) {
            throw new IOException("\"" + Redaction.of(address) + "\" is no URL");
        }
        if (!"http".equals(url.getScheme()) || url.getHost() == null) {
            throw new IOException("\"" + Redaction.of(address) + "\" is no http URL");
        }
        int millis = (int) Math.max(1, Math.min(Integer.MAX_VALUE, limit.toMillis()));
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection(Proxy.NO_PROXY);
        // Each read has its limit, but a head or a body can be of any number of reads.
        CompletableFuture<Void> end = CompletableFuture.runAsync(
                connection::disconnect, CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS));
        try {
            connection.setRequestMethod(method);
            connection.setInstanceFollowRedirects(false);
            connection.setUseCaches(false);
            connection.setConnectTimeout(Math.min(millis, 5000));
            connection.setReadTimeout(millis);
            if (method.equals("POST")) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(0);
                connection.getOutputStream().close();
            }
            int status = connection.getResponseCode();
            return new LocalCall(
                    status, body(status < 400 ? connection.getInputStream() : connection.getErrorStream()));
        } catch (IOException e) {
            throw end.isDone() ? new SocketTimeoutException("no whole answer within " + millis + " ms") : e;
        } finally {
            end.cancel(false);
            connection.disconnect();
        }
    }

    private static String body(InputStream stream) throws IOException {
        if (stream == null) {
            return "";
        }
        try (stream) {
            byte[] body = stream.readNBytes(MAXIMUM_BYTES + 1);
            if (body.length > MAXIMUM_BYTES) {
                throw new IOException("the answer is longer than " + MAXIMUM_BYTES + " bytes");
            }
            return new String(body, StandardCharsets.UTF_8);
        }
    }
}
