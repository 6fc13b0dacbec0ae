package dev.lockstep.cli.tuf;

import dev.lockstep.core.tuf.FileTooLongException;
import dev.lockstep.core.tuf.MetadataFetcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Files below one URL, over HTTP. */
final class HttpFiles {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Object stores answer 403 for what is not there to those who may not list. */
    private static final Set<Integer> ABSENT = Set.of(403, 404);

    private final HttpClient client = HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    private final String base;

    HttpFiles(URI base) {
        String text = base.toString();
        this.base = text.endsWith("/") ? text : text + "/";
    }

    /** Reads a small file; as {@link MetadataFetcher#fetch}. */
    Optional<byte[]> fetch(String name, long maximumLength) throws IOException, FileTooLongException {
        Optional<InputStream> body = open(name);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream content = body.get()) {
            return Optional.of(MetadataFetcher.readAtMost(content, name, maximumLength));
        }
    }

    /** Opens a file; empty if the server has none. */
    Optional<InputStream> open(String name) throws IOException {
        URI address = URI.create(base + name);
        HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking for " + address);
        }
        if (response.statusCode() == 200) {
            return Optional.of(response.body());
        }
        response.body().close();
        if (ABSENT.contains(response.statusCode())) {
            return Optional.empty();
        }
        throw new IOException(address + " answered with status " + response.statusCode());
    }
}
