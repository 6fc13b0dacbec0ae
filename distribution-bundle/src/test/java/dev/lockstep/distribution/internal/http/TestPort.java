package dev.lockstep.distribution.internal.http;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Options of HTTP services for tests: loopback, any free port. */
public final class TestPort {
    private TestPort() {}

    public static HttpOptions options() {
        return options(0);
    }

    public static HttpOptions options(int port) {
        return new HttpOptions(Optional.of("127.0.0.1"), port, Duration.ofSeconds(30), 1000, 8192, 1 << 20, 0, 8);
    }

    /** Where a port answers over TLS. */
    public static URI https(JettyPort port) {
        return URI.create("https://127.0.0.1:" + port.local().orElseThrow().getPort() + "/");
    }
}
