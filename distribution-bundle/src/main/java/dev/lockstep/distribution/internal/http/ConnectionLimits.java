package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * How many connections one address may have, how many may be on their way to their first request, and how long a client may take
 * to send one. Programs of this computer are not limited in number, but the time limits apply to them, too.
 *
 * @param connections how many one address may have at a time; 0 for no limit
 * @param perSecond how many one address may open in a second, each of which may cost a handshake; 0 for no limit
 * @param beginning how many connections of all addresses may be between their acceptance and their first request; those that
 *     come later wait in the operating system's queue
 * @param firstRequest how long a connection may take until its first request has come, the handshake included
 * @param grace how long the body of a request may take however slow it is
 * @param bytesPerSecond how fast it has to come on the whole after that
 */
record ConnectionLimits(
        int connections, int perSecond, int beginning, Duration firstRequest, Duration grace, long bytesPerSecond) {
    /**
     * A handshake takes a core some milliseconds, ten times that in a process that has just started. So many have ended long
     * before their time is up; and so many slow ones at a time let thousands in within a minute.
     */
    private static final int BEGINNING_PER_CORE = 64;

    /** Generous enough for a site behind one address, and for GPRS. */
    public static final ConnectionLimits USUAL =
            new ConnectionLimits(2_000, 500, atATime(), Duration.ofSeconds(30), Duration.ofSeconds(30), 256);

    public ConnectionLimits {
        Objects.requireNonNull(firstRequest, "firstRequest");
        Objects.requireNonNull(grace, "grace");
        if (connections < 0 || perSecond < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit is not below 0");
        }
        if (beginning < 1) {
            throw new IllegalArgumentException("one connection at least has to begin");
        }
        if (firstRequest.isNegative() || firstRequest.isZero() || grace.isNegative()) {
            throw new IllegalArgumentException("a time limit is above 0");
        }
    }

    private static int atATime() {
        return BEGINNING_PER_CORE * Runtime.getRuntime().availableProcessors();
    }

    static ConnectionLimits of(EtcValues values) {
        return new ConnectionLimits(
                values.get(HttpSettings.ADDRESS_CONNECTIONS),
                values.get(HttpSettings.ADDRESS_CONNECTIONS_PER_SECOND),
                USUAL.beginning(),
                Duration.ofSeconds(values.get(HttpSettings.FIRST_REQUEST_SECONDS)),
                USUAL.grace(),
                USUAL.bytesPerSecond());
    }
}
