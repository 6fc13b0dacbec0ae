package dev.lockstep.examples.metering.simulator;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Program;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Starts the simulated meters: {@code --port --bind --meters --period-ms --archive-depth}. */
final class Main {
    private static final Set<String> VALUED = Set.of("port", "bind", "meters", "period-ms", "archive-depth");

    private Main() {}

    public static void main(String[] line) {
        Program.run(Main.class, () -> new Arguments(line, VALUED, Set.of()), Main::start);
    }

    private static AutoCloseable start(Arguments arguments) throws BadInput, IOException {
        String bind = arguments.text("bind").orElse("127.0.0.1");
        int port = arguments.number("port", 0, 65535, 4059);
        int meters = arguments.number("meters", 1, 1000, 4);
        int depth = arguments.number("archive-depth", 1, 1_000_000, 10_000);
        Duration period = Duration.ofMillis(arguments.number("period-ms", 1, 3_600_000, 500));
        MeterPark park = new MeterPark(meters, depth, period, Clock.systemUTC(), RandomGenerator.getDefault());
        MeterPort meterPort = new MeterPort(new InetSocketAddress(bind, port), park);
        System.out.println("meters on port " + meterPort.port());
        return () -> {
            meterPort.close();
            park.close();
        };
    }
}
