package dev.lockstep.client.testing;

import dev.lockstep.client.internal.agent.Agent;
import dev.lockstep.client.internal.agent.AgentFactory;
import dev.lockstep.client.internal.agent.Neighbours;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.client.internal.component.ProcessController;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A computer: its folder, and agents that are started on it one after the other. */
public final class Installation implements AutoCloseable {
    private final Path home;
    private final ScheduledExecutorService keeper = Executors.newScheduledThreadPool(1, work -> {
        Thread thread = new Thread(work, "test-keeper");
        thread.setDaemon(true);
        return thread;
    });
    private final ProcessController processes = new ProcessController(
            keeper,
            Clock.systemUTC(),
            new Backoff(Duration.ofMillis(50), Duration.ofSeconds(1), Duration.ofMinutes(1)));

    private final Controllers controllers = new Controllers(processes, "systemctl", Optional::empty);

    public Optional<Distribution> distribution = Optional.empty();
    public Optional<Assignments> assignments = Optional.empty();
    public Optional<ExternalModules> modules = Optional.empty();
    public final CountDownLatch waiting = new CountDownLatch(1);
    public CountDownLatch complete = new CountDownLatch(0);
    public StepListener listener = StepListener.NONE;
    public final TurnableClock clock = new TurnableClock();
    private final List<SettingsService> services = new CopyOnWriteArrayList<>();
    public final AtomicInteger exitCode = new AtomicInteger(-1);

    public Installation(Path home) {
        this.home = home;
    }

    public Path home() {
        return home;
    }

    /** Writes the settings, one {@code key = value} per line; most servers of these tests speak plain text. */
    public Installation settings(String... lines) {
        boolean said = Stream.of(lines).anyMatch(line -> line.startsWith("server.plain"));
        String usual = said ? "" : "server.plain = true\n";
        write(home.resolve("etc/dev.lockstep.node.cfg"), usual + String.join("\n", lines) + "\n");
        // In a node the watch of the file does so.
        services.forEach(SettingsService::reload);
        return this;
    }

    /** Writes the settings of a component. */
    public Installation component(String name, String... lines) {
        write(home.resolve("etc/dev.lockstep.component-" + name + ".cfg"), String.join("\n", lines) + "\n");
        return this;
    }

    /** Pins the vendor. */
    public Installation trust(VendorSite vendor) {
        write(home.resolve("etc/vendor-root.json"), new String(vendor.root(), java.nio.charset.StandardCharsets.UTF_8));
        return this;
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A new agent on what is on disk, as after a restart; it has not begun. */
    public Agent agent() {
        SettingsService settings = service();
        ContentStore store = new FileContentStore(settings.identity().data().resolve("store"));
        AuditService audit = new AuditService(settings);
        UpstreamService upstream =
                new UpstreamService(settings, store, new MembershipService(settings, audit), audit, clock);
        return new AgentFactory(
                        settings,
                        upstream,
                        upstream::choice,
                        store,
                        new Neighbours() {
                            @Override
                            public Optional<Distribution> distribution() {
                                return distribution;
                            }

                            @Override
                            public Optional<Assignments> assignments() {
                                return assignments;
                            }

                            @Override
                            public Optional<ExternalModules> modules() {
                                return modules;
                            }

                            @Override
                            public Optional<Problem> portProblem() {
                                return Optional.empty();
                            }

                            @Override
                            public void awaitAll() throws InterruptedException {
                                waiting.countDown();
                                complete.await();
                            }
                        },
                        audit,
                        controllers,
                        Optional::empty,
                        (code, last) -> {
                            last.run();
                            exitCode.set(code);
                        },
                        point -> listener.reached(point),
                        () -> {},
                        clock)
                .agent();
    }

    /** A new agent that has begun. */
    public Agent started() {
        Agent agent = agent();
        agent.begin();
        return agent;
    }

    public SettingsService service() {
        try {
            SettingsService service = new SettingsService(home, "test");
            services.add(service);
            return service;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Which version of a component its pointer names. */
    public Optional<Version> current(String component) {
        return folders().pointer(component).current();
    }

    public ComponentFolders folders() {
        return new ComponentFolders(service().identity(), () -> "");
    }

    /** The agent's process is gone, as after a power cut of its own; what it started runs on. */
    public Installation abandoned() {
        keeper.shutdownNow();
        return new Installation(home);
    }

    /** Stops every process that was started here. */
    @Override
    public void close() throws IOException, InterruptedException {
        for (String component : service().current().components()) {
            Optional<Version> version = current(component);
            if (version.isPresent()) {
                Deployed deployed = folders().deployed(component, version.get());
                controllers.of(deployed).letGo(deployed);
                controllers.of(deployed).stop(deployed);
            }
        }
        keeper.shutdownNow();
    }
}
