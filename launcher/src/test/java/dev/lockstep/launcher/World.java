package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A computer whose time passes only when the launcher waits, and whose nodes behave as told. */
final class World implements SupervisorClock, NodeStarter {
    private final Home home;
    private final Map<String, Behaviour> behaviours = new HashMap<>();
    private final Map<Duration, Event> events = new HashMap<>();
    private final List<String> story = new ArrayList<>();
    private Duration now = Duration.ZERO;
    private Duration end = Duration.ofMinutes(10);
    private Node running;

    World(Home home) {
        this.home = home;
    }

    /** How a version behaves from now on; one that is not told runs for ever and confirms nothing. */
    World behaving(String version, Behaviour behaviour) {
        behaviours.put(version, behaviour);
        return this;
    }

    World at(Duration time, Event event) {
        events.put(time, event);
        return this;
    }

    /** The operator stops the launcher at this time. */
    World until(Duration time) {
        end = time;
        return this;
    }

    /** What happened, one sentence each. */
    List<String> story() {
        return story;
    }

    void launch(Disk disk) throws IOException, LaunchException, InterruptedException {
        VersionPointer pointer = new VersionPointer(home, disk);
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);
        new Supervisor(
                        new Trials(home, pointer, disk, clock, sentence -> {}),
                        pointer,
                        this,
                        this::obstacle,
                        this,
                        () -> now.compareTo(end) >= 0,
                        (version, pid, underTrial) -> {},
                        sentence -> {})
                .run();
    }

    private Optional<String> obstacle(String version) {
        return Files.isDirectory(home.version(version)) ? Optional.empty() : Optional.of("there is no such folder");
    }

    @Override
    public RunningNode start(String version) throws IOException {
        if (running != null && running.isAlive()) {
            throw new AssertionError("two nodes at a time");
        }
        if (!Files.exists(home.version(version).resolve("launch/node.properties"))) {
            throw new AssertionError("a version that is not there: " + version);
        }
        Behaviour behaviour = behaviours.getOrDefault(version, node -> {});
        if (behaviour == Behaviour.CANNOT_START) {
            story.add("cannot start " + version);
            throw new IOException("no such class");
        }
        story.add("start " + version);
        running = new Node(version, behaviour, now);
        return running;
    }

    @Override
    public Duration elapsed() {
        return now;
    }

    @Override
    public void pause(Duration time) {
        Duration later = now.plus(time);
        List<Duration> due = events.keySet().stream()
                .filter(at -> at.compareTo(later) <= 0)
                .sorted()
                .toList();
        now = later;
        try {
            for (Duration at : due) {
                events.remove(at).happen();
            }
            if (running != null && running.isAlive()) {
                running.behaviour.live(running);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The machine loses its power: nothing runs any more. */
    void powerCut() {
        running = null;
    }

    /** What a node does while time passes. */
    interface Behaviour {
        Behaviour CANNOT_START = node -> {
            throw new AssertionError("it was never started");
        };

        void live(Node node) throws IOException;

        static Behaviour confirmsAfter(Duration time) {
            return node -> {
                if (node.age().compareTo(time) >= 0) {
                    Files.writeString(node.home().node().resolve("confirmed"), node.version + "\n");
                }
            };
        }

        static Behaviour endsAfter(Duration time, int code) {
            return node -> {
                if (node.age().compareTo(time) >= 0) {
                    node.exitCode = code;
                }
            };
        }
    }

    /** Something that happens once. */
    interface Event {
        void happen() throws IOException;
    }

    /** A process of this world. */
    final class Node implements RunningNode {
        private final String version;
        private final Behaviour behaviour;
        private final Duration since;
        private int exitCode = -1;

        private Node(String version, Behaviour behaviour, Duration since) {
            this.version = version;
            this.behaviour = behaviour;
            this.since = since;
        }

        Duration age() {
            return now.minus(since);
        }

        Home home() {
            return home;
        }

        @Override
        public long pid() {
            return 1;
        }

        @Override
        public boolean isAlive() {
            return exitCode < 0;
        }

        @Override
        public int exitCode() {
            return exitCode;
        }

        @Override
        public void stop() {
            story.add("stop " + version);
            exitCode = 143;
        }
    }
}
