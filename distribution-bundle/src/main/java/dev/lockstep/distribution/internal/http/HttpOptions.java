package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How the HTTP service listens and what it allows.
 *
 * @param host where it listens; empty for all interfaces while this computer distributes, and loopback only while it does not
 * @param port 0 for any free one
 * @param idle how long a connection may be silent
 * @param connections how many there may be at a time
 * @param headerBytes how long the header of a request may be
 * @param bodyBytes how long the body of a request may be
 * @param requestsPerSecond how many requests one address may make; 0 for no limit
 * @param threads how many threads answer
 */
public record HttpOptions(
        Optional<String> host,
        int port,
        Duration idle,
        int connections,
        int headerBytes,
        long bodyBytes,
        int requestsPerSecond,
        int threads) {

    public HttpOptions {
        Objects.requireNonNull(host, "host");
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is not from 0 to 65535");
        }
        requireAtLeast(1, idle.toMillis(), "idle");
        requireAtLeast(1, connections, "connections");
        requireAtLeast(1024, headerBytes, "headerBytes");
        requireAtLeast(0, bodyBytes, "bodyBytes");
        requireAtLeast(0, requestsPerSecond, "requestsPerSecond");
        // It is counted in nanoseconds from one request to the next.
        requestsPerSecond = Math.min(requestsPerSecond, 1_000_000_000);
        requireAtLeast(4, threads, "threads");
    }

    private static void requireAtLeast(long least, long value, String name) {
        if (value < least) {
            throw new IllegalArgumentException(name + " is " + value + ", and must be at least " + least);
        }
    }

    static HttpOptions of(EtcValues values) {
        return new HttpOptions(
                Optional.of(values.get(HttpSettings.HOST)).filter(host -> !host.isEmpty()),
                values.get(HttpSettings.PORT),
                Duration.ofSeconds(values.get(HttpSettings.IDLE_SECONDS)),
                values.get(HttpSettings.CONNECTIONS),
                values.get(HttpSettings.HEADER_BYTES),
                values.get(HttpSettings.BODY_BYTES),
                values.get(HttpSettings.REQUESTS_PER_SECOND),
                values.get(HttpSettings.THREADS));
    }
}
