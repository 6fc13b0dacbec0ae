package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.ControlPort;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.Program;
import dev.lockstep.examples.metering.common.ReleaseVersion;
import dev.lockstep.examples.metering.common.Settings;
import dev.lockstep.examples.metering.common.SettingsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/** Starts the poll service: {@code --config file --data folder [--control-port port]}. */
final class Main {
    private Main() {}

    public static void main(String[] line) {
        Program.run(
                Main.class, () -> new Arguments(line, Set.of("config", "data", "control-port"), Set.of()), Main::start);
    }

    private static AutoCloseable start(Arguments arguments) throws BadInput, IOException {
        Settings file = SettingsFile.read(Path.of(arguments.required("config")));
        PollSettings settings = PollSettings.of(file);
        sayWhereUpdatesComeFrom(file);
        PollService service =
                new PollService(settings, Path.of(arguments.required("data")), ReleaseVersion.of(Main.class));
        ControlPort control = new ControlPort(arguments.number("control-port", 0, 65535, 0), service);
        System.out.println("control port " + control.port());
        service.start();
        return () -> {
            service.close();
            control.close();
        };
    }

    /** The section is read by Lockstep's agent; without it the service collects as ever, and the log says what is amiss. */
    private static void sayWhereUpdatesComeFrom(Settings file) {
        System.Logger log = System.getLogger(Main.class.getName());
        try {
            String host = Endpoint.checkHost(file.required("PollHost", "Host"));
            int port = file.number("PollHost", "Port", 1, 65535, 10000);
            log.log(System.Logger.Level.INFO, "Updates come from {0}.", new Endpoint(host, port));
        } catch (BadInput e) {
            log.log(System.Logger.Level.WARNING, "Lockstep cannot update this computer: {0}", e.getMessage());
        }
    }
}
