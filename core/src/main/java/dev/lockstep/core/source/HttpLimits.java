package dev.lockstep.core.source;

import dev.lockstep.core.problem.Redaction;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/**
 * How long an HTTP source may take.
 *
 * @param connect until the connection stands
 * @param answer from then until the answer begins
 * @param idle between two pieces of an answer
 * @param slowWindow over how long a time spent waiting an answer must make progress of {@code slowBytes}: a server that
 *     sends a byte now and then keeps nobody for ever (TUF's slow retrieval attack). Event streams are exempt
 * @param slowBytes how many bytes have to come in {@code slowWindow}
 */
public record HttpLimits(Duration connect, Duration answer, Duration idle, Duration slowWindow, long slowBytes) {
    private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);
    private static final int DOCUMENT_WINDOWS = 10;
    private static final long SLOWEST_BYTES_PER_MINUTE = 16 << 10;

    /** Generous enough for GPRS, which brings about 10 KiB a second. */
    public static final HttpLimits USUAL = patience(Duration.ofSeconds(30));

    public HttpLimits {
        for (Duration limit : new Duration[] {connect, answer, idle, slowWindow}) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a limit cannot be " + limit);
            }
        }
    }

    /** How long an answer that is not a payload may keep its reader waiting altogether, however steadily it comes. */
    public Duration document() {
        return slowWindow.multipliedBy(DOCUMENT_WINDOWS);
    }

    /** Reads a document within these limits; for a client with requests of its own. */
    public HttpResponse.BodyHandler<InputStream> documents(URI source) {
        return body(source, GuardedBody.Pace.DOCUMENT);
    }

    /** Reads a payload within these limits: it may take long, as long as it does not come slowly. */
    public HttpResponse.BodyHandler<InputStream> payloads(URI source) {
        return body(source, GuardedBody.Pace.PAYLOAD);
    }

    private HttpResponse.BodyHandler<InputStream> body(URI source, GuardedBody.Pace pace) {
        HttpFailures failures = new HttpFailures(Redaction.of(source), source, Optional.empty(), this);
        return head -> new GuardedBody(this, pace, failures);
    }

    /**
     * For a source that may be silent for so long; twice that is the window in which it must not be slow.
     *
     * @param silence until the answer begins, and between two pieces of it
     */
    public static HttpLimits patience(Duration silence) {
        Duration window = silence.multipliedBy(2);
        return new HttpLimits(
                silence.compareTo(LONGEST_CONNECT) < 0 ? silence : LONGEST_CONNECT,
                silence,
                silence,
                window,
                Math.max(1, SLOWEST_BYTES_PER_MINUTE * window.toSeconds() / 60));
    }
}
