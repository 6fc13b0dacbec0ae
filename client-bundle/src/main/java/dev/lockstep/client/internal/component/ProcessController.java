package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs components as processes of their own. They survive a restart of the agent, which finds them again; one that ends by
 * itself is started again after a pause that doubles each time. Safe for use by several threads.
 */
public final class ProcessController implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessController.class);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final ScheduledExecutorService scheduler;
    private final Clock clock;
    private final Backoff backoff;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();
    private final Map<String, Object> locks = new ConcurrentHashMap<>();
    private final AtomicLong turns = new AtomicLong();

    /**
     * A controller of processes.
     *
     * @param scheduler restarts processes; whoever made it ends it
     * @param backoff how long to wait before a process is started again
     */
    public ProcessController(ScheduledExecutorService scheduler, Clock clock, Backoff backoff) {
        this.scheduler = scheduler;
        this.clock = clock;
        this.backoff = backoff;
    }

    @Override
    public void start(Deployed component) throws IOException {
        synchronized (lock(component)) {
            if (running(component).isEmpty()) {
                launch(component);
            }
        }
    }

    private void launch(Deployed component) {
        OutputLog log = new OutputLog(component.log());
        try {
            Files.createDirectories(component.log().getParent());
            Files.createDirectories(component.data());
            log.rotateIfLong();
            ComponentDescription.Supervised own = own(component);
            ProcessBuilder builder = new ProcessBuilder(command(component))
                    .directory(own.folder()
                            .map(folder -> Path.of(component.fill(folder)))
                            .orElse(component.data())
                            .toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                    .redirectOutput(
                            ProcessBuilder.Redirect.appendTo(component.log().toFile()))
                    .redirectErrorStream(true);
            own.environment().forEach((name, value) -> builder.environment().put(name, component.fill(value)));
            Process process = builder.start();
            RunningProcess.of(process.toHandle(), component.version()).write(record(component));
            LOG.info("Started {} {} as process {}.", component.name(), component.version(), process.pid());
        } catch (IOException e) {
            throw component.startFailed(String.valueOf(e.getMessage()));
        }
    }

    private static java.io.File nothing() {
        return new java.io.File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }

    @Override
    public void stop(Deployed component) throws IOException, InterruptedException {
        letGo(component);
        synchronized (lock(component)) {
            Optional<RunningProcess> recorded = RunningProcess.read(record(component));
            for (ProcessHandle process : processes(component, recorded)) {
                stop(component, process);
            }
            Files.deleteIfExists(record(component));
        }
    }

    private static void stop(Deployed component, ProcessHandle process) throws InterruptedException {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        if (!ended(process, component.description().stopLimit())) {
            LOG.warn(
                    "{} did not end within {} s and is killed.",
                    component.name(),
                    component.description().stopLimit().toSeconds());
            process.destroyForcibly();
            if (!ended(process, KILL_LIMIT)) {
                throw component.stopFailed();
            }
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    private static boolean ended(ProcessHandle process, Duration limit) throws InterruptedException {
        try {
            process.onExit().get(limit.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return !process.isAlive();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the end of a process cannot fail", e);
        }
    }

    @Override
    public boolean isRunning(Deployed component) throws IOException {
        return running(component).isPresent();
    }

    private Optional<ProcessHandle> running(Deployed component) throws IOException {
        Optional<RunningProcess> recorded = RunningProcess.read(record(component))
                .filter(process -> process.version().equals(component.version()));
        Optional<ProcessHandle> known = recorded.flatMap(RunningProcess::handle);
        if (known.isPresent()) {
            return known;
        }
        // An agent that died between start and record left a process without a record: adopt it, or there would be two.
        Optional<ProcessHandle> orphan =
                RunningProcess.startedBy(command(component)).stream().findFirst();
        if (orphan.isPresent()) {
            RunningProcess.of(orphan.get(), component.version()).write(record(component));
        }
        return orphan;
    }

    private static List<ProcessHandle> processes(Deployed component, Optional<RunningProcess> recorded) {
        return java.util.stream.Stream.concat(
                        recorded.flatMap(RunningProcess::handle).stream(),
                        RunningProcess.startedBy(command(component)).stream())
                .distinct()
                .toList();
    }

    @Override
    public void keepAlive(Deployed component) {
        Kept now = new Kept(component, turns.incrementAndGet());
        kept.put(component.name(), now);
        watch(now, 0);
    }

    @Override
    public void letGo(Deployed component) {
        kept.remove(component.name());
    }

    private void watch(Kept watched, int failures) {
        try {
            Optional<ProcessHandle> process = running(watched.component());
            if (process.isPresent()) {
                Instant since = clock.instant();
                CompletableFuture<Void> unused = process.get()
                        .onExit()
                        .thenAcceptAsync(
                                ended -> restartLater(watched, backoff.failures(failures, since, clock.instant())),
                                scheduler);
            } else {
                restartLater(watched, failures + 1);
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn(
                    "{} cannot be watched; it is tried again.",
                    watched.component().name(),
                    e);
            restartLater(watched, failures + 1);
        }
    }

    private void restartLater(Kept watched, int failures) {
        if (!isKept(watched) || scheduler.isShutdown()) {
            return;
        }
        Duration pause = backoff.pause(failures);
        LOG.warn(
                "{} ended by itself ({}). It is started again in {} ms.",
                watched.component().name(),
                new OutputLog(watched.component().log()).lastLine(),
                pause.toMillis());
        ScheduledFuture<?> unused =
                scheduler.schedule(() -> restart(watched, failures), pause.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void restart(Kept watched, int failures) {
        synchronized (lock(watched.component())) {
            if (!isKept(watched)) {
                return;
            }
            try {
                start(watched.component());
            } catch (IOException | RuntimeException e) {
                LOG.warn(
                        "{} cannot be started; it is tried again.",
                        watched.component().name(),
                        e);
                restartLater(watched, failures + 1);
                return;
            }
        }
        watch(watched, failures);
    }

    /** Shortens the output of the processes that are kept alive, where it has become long. */
    public void rotateLogs() {
        for (Kept watched : kept.values()) {
            try {
                new OutputLog(watched.component().log()).rotateIfLong();
            } catch (IOException e) {
                LOG.warn("The log {} cannot be shortened.", watched.component().log(), e);
            }
        }
    }

    private boolean isKept(Kept watched) {
        return watched.equals(kept.get(watched.component().name()));
    }

    private Object lock(Deployed component) {
        return locks.computeIfAbsent(component.name(), name -> new Object());
    }

    private static Path record(Deployed component) {
        return component.state().resolve("process.json");
    }

    private static List<String> command(Deployed component) {
        return component.fill(own(component).command());
    }

    private static ComponentDescription.Supervised own(Deployed component) {
        return (ComponentDescription.Supervised) component.description().control();
    }

    /** One time that somebody asked for a component to be kept alive; a later one takes its place. */
    private record Kept(Deployed component, long turn) {}
}
