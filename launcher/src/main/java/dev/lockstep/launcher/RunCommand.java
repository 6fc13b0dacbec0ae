package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;

/** Runs the node in the foreground until it is told to stop. */
final class RunCommand {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(75);

    private final Home home;
    private final Disk disk = new Disk();
    private final AtomicBoolean stopRequested = new AtomicBoolean();
    private final CountDownLatch finished = new CountDownLatch(1);

    RunCommand(Home home) {
        this.home = home;
    }

    int run() throws IOException, LaunchException, InterruptedException {
        try (InstanceLock lock = InstanceLock.acquire(home)) {
            Files.deleteIfExists(StopCommand.request(home));
            endOrphan();
            // The node runs without its port until it is free: it has more to do than to serve.
            new ListeningPorts(home).unavailable().forEach(this::log);
            VersionPointer pointer = new VersionPointer(home, disk);
            settlePointer(pointer);
            KarafStarter starter = new KarafStarter(
                    home,
                    JavaVersion.running(),
                    new EtcFiles(home),
                    new FirstAccess(home, new OwnerOnly(), new SecureRandom(), FirstAccess.KEY_BITS, this::log),
                    this::log);
            Runtime.getRuntime().addShutdownHook(new Thread(this::stopAndWait, "stop"));
            new Supervisor(
                            new Trials(home, pointer, disk, Clock.systemUTC(), this::log),
                            pointer,
                            starter,
                            starter::obstacleTo,
                            SupervisorClock.real(),
                            this::isStopRequested,
                            this::writeState,
                            this::log)
                    .run();
            log("Stopped.");
            return 0;
        } finally {
            finished.countDown();
        }
    }

    private boolean isStopRequested() {
        return stopRequested.get() || Files.exists(StopCommand.request(home));
    }

    /** On SIGTERM: the process may only end when the node has stopped. */
    private void stopAndWait() {
        stopRequested.set(true);
        try {
            if (!finished.await(STOP_WITHIN.toSeconds(), TimeUnit.SECONDS)) {
                log("The node has not stopped within " + STOP_WITHIN.toSeconds() + " s.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A launcher that was killed leaves its node behind, which holds ports and files. */
    private void endOrphan() throws IOException, InterruptedException {
        Optional<ProcessHandle> orphan =
                NodeState.read(home).flatMap(state -> state.node().find());
        if (orphan.isEmpty()) {
            return;
        }
        log("A node is left from a launcher that was killed; stopping its process "
                + orphan.get().pid() + ".");
        orphan.get().destroy();
        if (!Processes.awaitEnd(orphan.get(), STOP_WITHIN)) {
            orphan.get().destroyForcibly();
            Processes.awaitEnd(orphan.get(), STOP_WITHIN);
        }
    }

    /** The archives carry the pointer as a text file; where links can be made it becomes one, for people who look. */
    private void settlePointer(VersionPointer pointer) throws IOException, LaunchException {
        Optional<String> named = pointer.read();
        if (named.isEmpty() && Files.isDirectory(home.versions())) {
            try (Stream<Path> folders = Files.list(home.versions())) {
                List<String> versions = folders.map(
                                folder -> folder.getFileName().toString())
                        .filter(Home::isVersion)
                        .toList();
                named = versions.size() == 1 ? Optional.of(versions.get(0)) : Optional.empty();
            }
        }
        if (named.isPresent()) {
            pointer.pointTo(named.get());
        }
    }

    private void writeState(String version, long pid, boolean underTrial) throws IOException {
        ProcessMark node = ProcessHandle.of(pid).map(ProcessMark::of).orElse(new ProcessMark(pid, 0));
        new NodeState(version, underTrial, ProcessMark.of(ProcessHandle.current()), node, now()).write(home, disk);
    }

    private void log(String sentence) {
        System.out.println(now() + " " + sentence);
    }

    private static Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }
}
