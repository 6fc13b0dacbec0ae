package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import java.time.Duration;
import java.util.Objects;

/**
 * How many connections one address may have, and how long a client may take to send a request. Programs of this computer are
 * not limited in number, but the time limits apply to them, too.
 *
 * @param connections how many one address may have at a time; 0 for no limit
 * @param perSecond how many one address may open in a second, each of which may cost a handshake; 0 for no limit
 * @param firstRequest how long a connection may take until its first request has come, the handshake included
 * @param grace how long the body of a request may take however slow it is
 * @param bytesPerSecond how fast it has to come on the whole after that
 */
record ConnectionLimits(int connections, int perSecond, Duration firstRequest, Duration grace, long bytesPerSecond) {
    /** Generous enough for a site behind one address, and for GPRS. */
    public static final ConnectionLimits USUAL =
            new ConnectionLimits(2_000, 500, Duration.ofSeconds(30), Duration.ofSeconds(30), 256);

    public ConnectionLimits {
        Objects.requireNonNull(firstRequest, "firstRequest");
        Objects.requireNonNull(grace, "grace");
        if (connections < 0 || perSecond < 0 || bytesPerSecond < 0) {
            throw new IllegalArgumentException("a limit is not below 0");
        }
        if (firstRequest.isNegative() || firstRequest.isZero() || grace.isNegative()) {
            throw new IllegalArgumentException("a time limit is above 0");
        }
    }

    static ConnectionLimits of(EtcValues values) {
        return new ConnectionLimits(
                values.get(HttpSettings.ADDRESS_CONNECTIONS),
                values.get(HttpSettings.ADDRESS_CONNECTIONS_PER_SECOND),
                Duration.ofSeconds(values.get(HttpSettings.FIRST_REQUEST_SECONDS)),
                USUAL.grace(),
                USUAL.bytesPerSecond());
    }
}
