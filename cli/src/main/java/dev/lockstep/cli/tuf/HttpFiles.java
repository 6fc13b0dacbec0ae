package dev.lockstep.cli.tuf;

import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.tuf.FileTooLongException;
import dev.lockstep.core.tuf.MetadataFetcher;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Files below one URL, over HTTP. No server keeps it waiting for ever: neither by silence, nor by a byte now and then. */
final class HttpFiles {
    /** Half of what a node waits: here a person does. */
    static final HttpLimits USUAL = HttpLimits.patience(Duration.ofSeconds(15));

    /** Object stores answer 403 for what is not there to those who may not list. */
    private static final Set<Integer> ABSENT = Set.of(403, 404);

    private final HttpClient client;
    private final HttpLimits limits;
    private final String base;

    HttpFiles(URI base, HttpLimits limits) {
        this.limits = limits;
        this.client = HttpClient.newBuilder()
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        String text = base.toString();
        this.base = text.endsWith("/") ? text : text + "/";
    }

    /** Reads a small file; as {@link MetadataFetcher#fetch}. */
    Optional<byte[]> fetch(String name, long maximumLength) throws IOException, FileTooLongException {
        Optional<InputStream> body = ask(name, limits::documents);
        if (body.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream content = body.get()) {
            return Optional.of(MetadataFetcher.readAtMost(content, name, maximumLength));
        }
    }

    /** Opens a file, large or small; empty if the server has none. */
    Optional<InputStream> open(String name) throws IOException {
        return ask(name, limits::payloads);
    }

    private Optional<InputStream> ask(String name, Function<URI, BodyHandler<InputStream>> guarded) throws IOException {
        URI address = URI.create(base + name);
        HttpRequest request =
                HttpRequest.newBuilder(address).timeout(limits.answer()).build();
        HttpResponse<InputStream> response;
        try {
            response = client.send(request, guarded.apply(address));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while asking for " + Redaction.of(address));
        }
        if (response.statusCode() == 200) {
            return Optional.of(response.body());
        }
        response.body().close();
        if (ABSENT.contains(response.statusCode())) {
            return Optional.empty();
        }
        throw new IOException(Redaction.of(address) + " answered with status " + response.statusCode());
    }
}
