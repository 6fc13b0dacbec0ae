package dev.lockstep.core.source;

import java.time.Duration;

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
    /** Generous enough for GPRS, which brings about 10 KiB a second. */
    public static final HttpLimits USUAL = new HttpLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(60), 16 << 10);

    public HttpLimits {
        for (Duration limit : new Duration[] {connect, answer, idle, slowWindow}) {
            if (limit.isZero() || limit.isNegative()) {
                throw new IllegalArgumentException("a limit cannot be " + limit);
            }
        }
    }
}
