package dev.lockstep.core.component;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * How a component is run, as {@code lockstep-component.json} at the root of its tree says. Texts still hold their
 * placeholders such as {@code ${tree}}.
 *
 * @param title for people
 * @param control what starts and stops it
 * @param health how it is known to work
 * @param drain how it is asked to end its sessions before it is stopped; empty if it has none
 * @param stopLimit how long it may take to stop
 */
public record ComponentDescription(
        String title, Control control, Health health, Optional<Drain> drain, Duration stopLimit) {
    /** The name of the file. */
    public static final String FILE = "lockstep-component.json";

    /** Files that nobody starts: what a tree without a description is. */
    public static final ComponentDescription PASSIVE = new ComponentDescription(
            "",
            new None(),
            new Health(Optional.empty(), Duration.ofSeconds(1), Duration.ZERO),
            Optional.empty(),
            Duration.ZERO);

    public ComponentDescription {
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(control, "control");
        Objects.requireNonNull(health, "health");
        Objects.requireNonNull(drain, "drain");
        Objects.requireNonNull(stopLimit, "stopLimit");
    }

    /** Every text that may hold placeholders. */
    public List<String> texts() {
        List<String> texts = new ArrayList<>();
        if (control instanceof Supervised supervised) {
            texts.addAll(supervised.command());
            texts.addAll(supervised.environment().values());
            supervised.folder().ifPresent(texts::add);
        } else if (control instanceof Commands commands) {
            texts.addAll(commands.start());
            texts.addAll(commands.stop());
            texts.addAll(commands.status());
        }
        health.http().ifPresent(texts::add);
        drain.ifPresent(asked -> texts.add(asked.http()));
        return texts;
    }

    /** What starts and stops a component. */
    public sealed interface Control permits Supervised, Systemd, Commands, Features, None {}

    /**
     * A process that the agent starts and keeps alive.
     *
     * @param command the program and its arguments
     * @param environment added to the agent's own environment
     * @param folder its working directory; empty for its data folder
     */
    public record Supervised(List<String> command, Map<String, String> environment, Optional<String> folder)
            implements Control {
        public Supervised {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
            if (command.isEmpty()) {
                throw new IllegalArgumentException("process.command is empty");
            }
        }
    }

    /**
     * A unit of systemd.
     *
     * @param unit its name
     */
    public record Systemd(String unit) implements Control {
        public Systemd {
            if (!unit.matches("[A-Za-z0-9][A-Za-z0-9:_.@-]{0,200}")) {
                throw new IllegalArgumentException("systemd.unit is not the name of a unit: \"" + unit + "\"");
            }
        }
    }

    /**
     * Programs that start, stop and tell; each ends with 0 for success.
     *
     * @param start starts the component and returns
     * @param stop stops it and returns
     * @param status ends with 0 while it runs
     */
    public record Commands(List<String> start, List<String> stop, List<String> status) implements Control {
        public Commands {
            start = List.copyOf(start);
            stop = List.copyOf(stop);
            status = List.copyOf(status);
            if (start.isEmpty() || stop.isEmpty() || status.isEmpty()) {
                throw new IllegalArgumentException("command needs start, stop and status");
            }
        }
    }

    /**
     * OSGi features inside this node.
     *
     * @param repository the features file, relative to the tree
     * @param names what is installed of it
     */
    public record Features(String repository, List<String> names) implements Control {
        public Features {
            names = List.copyOf(names);
            if (repository.isBlank() || names.isEmpty()) {
                throw new IllegalArgumentException("features needs repository and names");
            }
        }
    }

    /** Nothing to start. */
    public record None() implements Control {}

    /**
     * How a component is known to work.
     *
     * @param http asked for {@code {"status":"UP","version":"..."}}; empty if it is enough that it runs
     * @param within how long it may take until it works
     * @param stable how long it then has to go on working
     */
    public record Health(Optional<String> http, Duration within, Duration stable) {}

    /**
     * How a component is asked to end its sessions.
     *
     * @param http gets a POST, and answers when the sessions have ended
     * @param limit how long is waited for that
     */
    public record Drain(String http, Duration limit) {}
}
