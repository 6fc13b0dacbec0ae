package dev.lockstep.examples.metering.verify;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.MeterConnection;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/**
 * Stops the meters, waits until the server has everything, and prints {@code readings lost: 0, doubled: 0}.
 *
 * <p>{@code --simulator host:port --server host:port [--within seconds]}. Exit code 0: nothing lost and nothing doubled;
 * 1: something was; 2: the comparison could not be made.
 */
final class Main {
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(200);

    private Main() {}

    public static void main(String[] line) throws InterruptedException {
        System.exit(run(line));
    }

    private static int run(String[] line) throws InterruptedException {
        try {
            Arguments arguments = new Arguments(line, Set.of("simulator", "server", "within"), Set.of());
            Endpoint simulator = Endpoint.parse(arguments.required("simulator"));
            Endpoint server = Endpoint.parse(arguments.required("server"));
            Comparison result = compare(simulator, server, arguments.number("within", 1, 3600, 60));
            System.out.println("readings lost: " + result.lost() + ", doubled: " + result.doubled());
            return result.clean() ? 0 : 1;
        } catch (BadInput e) {
            System.err.println(e.code() + ": " + e.getMessage());
        } catch (IOException e) {
            System.err.println("verify.unreachable: " + e.getMessage());
        }
        return 2;
    }

    private static Comparison compare(Endpoint simulator, Endpoint server, int seconds)
            throws IOException, BadInput, InterruptedException {
        Map<String, Long> last;
        try (MeterConnection meters = new MeterConnection(simulator, CALL)) {
            meters.stopProduction();
            last = meters.last();
        }
        HttpCalls http = new HttpCalls(CALL);
        URI summary = server.http("/summary");
        long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        while (true) {
            boolean late = System.nanoTime() > end;
            try {
                Comparison result = Comparison.of(last, http.get(summary).body());
                if (result.complete() || late) {
                    return result;
                }
            } catch (IOException away) {
                // The server may be on its way up, as after its own update; only the last try decides.
                if (late) {
                    throw new IOException("The server at " + server + " does not answer.", away);
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }
}
