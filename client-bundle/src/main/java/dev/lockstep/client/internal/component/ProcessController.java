package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs components as processes of their own. They survive a restart of the agent, which finds them again; one that ends by
 * itself is started again after a pause that doubles each time. Safe for use by several threads.
 */
public final class ProcessController implements Controller {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessController.class);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private final KeepAlive keepAlive;
    private final Map<String, Object> locks = new ConcurrentHashMap<>();

    /**
     * A controller of processes.
     *
     * @param scheduler restarts processes; whoever made it ends it
     * @param backoff how long to wait before a process is started again
     */
    public ProcessController(ScheduledExecutorService scheduler, Clock clock, Backoff backoff) {
        this.keepAlive = new KeepAlive(this::running, this::startIf, scheduler, clock, backoff);
    }

    @Override
    public void start(Deployed component) throws IOException {
        startIf(component, () -> true);
    }

    private void startIf(Deployed component, BooleanSupplier wanted) throws IOException {
        synchronized (lock(component)) {
            if (wanted.getAsBoolean() && running(component).isEmpty()) {
                new ProcessStart(component).run().write(record(component));
            }
        }
    }

    @Override
    public void stop(Deployed component) throws IOException, InterruptedException {
        letGo(component);
        synchronized (lock(component)) {
            for (ProcessHandle process : processes(component)) {
                stop(component, process);
            }
            Files.deleteIfExists(record(component));
        }
    }

    private static List<ProcessHandle> processes(Deployed component) throws IOException {
        Optional<RunningProcess> recorded = RunningProcess.read(record(component));
        return Stream.concat(
                        recorded.flatMap(RunningProcess::handle).stream(),
                        RunningProcess.startedBy(ProcessStart.command(component)).stream())
                .distinct()
                .toList();
    }

    private static void stop(Deployed component, ProcessHandle process) throws InterruptedException {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        if (!ProcessEnd.within(process, component.description().stopLimit())) {
            LOG.warn(
                    "{} did not end within {} s and is killed.",
                    component.name(),
                    component.description().stopLimit().toSeconds());
            process.destroyForcibly();
            if (!ProcessEnd.within(process, KILL_LIMIT)) {
                throw component.stopFailed();
            }
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public boolean isRunning(Deployed component) throws IOException {
        return running(component).isPresent();
    }

    private Optional<ProcessHandle> running(Deployed component) throws IOException {
        Optional<ProcessHandle> known = RunningProcess.read(record(component))
                .filter(process -> process.version().equals(component.version()))
                .flatMap(RunningProcess::handle);
        if (known.isPresent()) {
            return known;
        }
        // An agent that died between start and record left a process without a record: adopt it, or there would be two.
        Optional<ProcessHandle> orphan = RunningProcess.startedBy(ProcessStart.command(component)).stream()
                .findFirst();
        if (orphan.isPresent()) {
            RunningProcess.of(orphan.get(), component.version()).write(record(component));
        }
        return orphan;
    }

    @Override
    public void keepAlive(Deployed component) {
        keepAlive.begin(component);
    }

    @Override
    public void letGo(Deployed component) {
        keepAlive.end(component);
    }

    @Override
    public Optional<Problem> failing(Deployed component) {
        return keepAlive.problem(component);
    }

    /** Shortens the output of the processes that are kept alive, where it has become long. */
    public void rotateLogs() {
        keepAlive.rotateLogs();
    }

    private Object lock(Deployed component) {
        return locks.computeIfAbsent(component.name(), name -> new Object());
    }

    private static Path record(Deployed component) {
        return component.state().resolve("process.json");
    }
}
