package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.Arguments;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.Settings;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * How the workstation starts: its command line, and what that leaves open from its configuration file.
 *
 * @param form what stands in the login window at first
 * @param unattended whether to log in with it without a window
 * @param applicationPort the application port of metering servers
 * @param agent the local service of Lockstep's agent
 * @param servers the configured part of the server list
 * @param data the folder for the server list
 * @param locale the window's language
 * @param controlPort the port for the agent's questions; 0 takes a free one
 */
record WorkstationSettings(
        LoginForm form,
        boolean unattended,
        int applicationPort,
        Optional<URI> agent,
        List<Endpoint> servers,
        Path data,
        Locale locale,
        int controlPort) {
    static final Set<String> VALUED =
            Set.of("config", "data", "server", "user", "agent", "application-port", "control-port", "language");
    static final Set<String> FLAGS = Set.of("unattended", "use-for-updates");

    WorkstationSettings {
        servers = List.copyOf(servers);
    }

    static WorkstationSettings of(Arguments arguments, Settings file) throws BadInput {
        return new WorkstationSettings(
                form(arguments, file),
                arguments.has("unattended") || file.flag("Login", "Unattended"),
                arguments.number("application-port", 1, 65535, file.number("Metering", "Port", 1, 65535, 10080)),
                agent(arguments),
                servers(file),
                Path.of(arguments.text("data").orElse("data")),
                arguments
                        .text("language")
                        .or(() -> file.text("Login", "Language"))
                        .map(Locale::forLanguageTag)
                        .orElse(Locale.getDefault()),
                arguments.number("control-port", 0, 65535, 0));
    }

    private static LoginForm form(Arguments arguments, Settings file) throws BadInput {
        String address = file.text("Login", "Address").orElse("");
        String port = file.text("Login", "Port").orElse(Integer.toString(LoginForm.DEFAULT_PORT));
        if (arguments.has("server")) {
            Endpoint server = Endpoint.parse(arguments.required("server"));
            address = server.host();
            port = Integer.toString(server.port());
        }
        String user =
                arguments.text("user").or(() -> file.text("Login", "User")).orElse(System.getProperty("user.name", ""));
        boolean updates = arguments.has("use-for-updates") || file.flag("Login", "UseForUpdates");
        return new LoginForm(address, port, user, updates);
    }

    private static Optional<URI> agent(Arguments arguments) throws BadInput {
        if (!arguments.has("agent")) {
            return Optional.empty();
        }
        String text = arguments.required("agent");
        try {
            URI uri = URI.create(text);
            if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                return Optional.of(uri);
            }
        } catch (IllegalArgumentException e) {
            throw new BadInput("arguments.agent", "--agent is not a URL: " + e.getMessage());
        }
        throw new BadInput("arguments.agent", "--agent is a URL such as http://127.0.0.1:10001, not " + text + ".");
    }

    private static List<Endpoint> servers(Settings file) throws BadInput {
        List<Endpoint> servers = new ArrayList<>();
        for (String server : file.section("Servers").values()) {
            servers.add(Endpoint.parse(server));
        }
        return servers;
    }
}
