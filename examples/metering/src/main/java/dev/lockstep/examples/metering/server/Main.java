package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.ControlPort;
import dev.lockstep.examples.metering.common.Program;
import dev.lockstep.examples.metering.common.ReleaseVersion;
import dev.lockstep.examples.metering.common.Settings;
import dev.lockstep.examples.metering.common.SettingsFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** Starts the metering server: {@code --data folder [--config file] [--port port] [--control-port port]}. */
final class Main {
    private static final int FROM_FILE = -1;

    private Main() {}

    public static void main(String[] line) {
        Program.run(
                Main.class,
                () -> new Arguments(line, Set.of("config", "data", "port", "control-port"), Set.of()),
                Main::start);
    }

    private static AutoCloseable start(Arguments arguments) throws BadInput, IOException {
        ServerSettings settings = settings(arguments);
        MeteringServer server = new MeteringServer(settings, ReleaseVersion.of(Main.class));
        ControlPort control = new ControlPort(arguments.number("control-port", 0, 65535, 0), server);
        System.out.println("control port " + control.port());
        server.start(Path.of(arguments.required("data")), Migration.fromJar());
        return () -> {
            server.close();
            control.close();
        };
    }

    /** Everything has a default, so a server without a configuration file starts as well. */
    private static ServerSettings settings(Arguments arguments) throws BadInput, IOException {
        Path file = Path.of(arguments.text("config").orElse("server.ini"));
        ServerSettings settings = ServerSettings.of(Files.exists(file) ? SettingsFile.read(file) : Settings.none(file));
        int port = arguments.number("port", 0, 65535, FROM_FILE);
        return port == FROM_FILE ? settings : settings.onPort(port);
    }
}
