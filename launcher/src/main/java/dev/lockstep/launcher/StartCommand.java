package dev.lockstep.launcher;

import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Starts the launcher in the background and waits until the node is up. */
final class StartCommand {
    private static final Duration UP_WITHIN = Duration.ofMinutes(3);
    private static final Duration BEAT = Duration.ofMillis(100);
    private static final long LOG_LIMIT = 1024 * 1024;

    private final Home home;
    private final PrintStream out;

    StartCommand(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    int run() throws IOException, LaunchException, InterruptedException {
        Optional<NodeState> already = StatusCommand.running(home);
        if (already.isPresent()) {
            out.println(StatusCommand.sentence(home, already.get()));
            return 0;
        }
        checkBeforehand();
        // Before the first line is written there.
        new OwnerOnly().close(home.log());
        Files.createDirectories(home.launcher());
        Path log = home.log().resolve("launcher.log");
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, log.resolveSibling("launcher.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        Process launcher = new ProcessBuilder(command())
                .directory(home.root().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        launcher.getOutputStream().close();
        return await(launcher, log);
    }

    /** Problems that would stop the launcher at once are reported here, and not only in its log. */
    private void checkBeforehand() throws IOException, LaunchException {
        Optional<String> version = new VersionPointer(home, new Disk()).read();
        if (version.isPresent()) {
            Optional<LaunchException> obstacle = JavaVersion.running().obstacleTo(NodeTree.open(home, version.get()));
            if (obstacle.isPresent()) {
                throw obstacle.get();
            }
        }
        // A node that its launcher left behind has the ports itself; it is ended first.
        boolean leftBehind =
                NodeState.read(home).flatMap(state -> state.node().find()).isPresent();
        List<String> unavailable = leftBehind ? List.of() : new ListeningPorts(home).unavailable();
        if (!unavailable.isEmpty()) {
            throw new LaunchException("LS-PORT-UNAVAILABLE", String.join("\n", unavailable));
        }
    }

    private int await(Process launcher, Path log) throws IOException, LaunchException, InterruptedException {
        long deadline = System.nanoTime() + UP_WITHIN.toNanos();
        while (launcher.isAlive()) {
            Optional<NodeState> state = StatusCommand.running(home)
                    .filter(running -> running.launcher().pid() == launcher.pid());
            if (state.isPresent() && state.get().isReady(home)) {
                out.println(StatusCommand.sentence(home, state.get()));
                return state.get().troubles(home).isEmpty() ? 0 : 1;
            }
            if (System.nanoTime() > deadline) {
                throw new LaunchException(
                        "LS-NODE-SLOW",
                        "Lockstep has not finished its start within " + UP_WITHIN.toSeconds()
                                + " s and goes on trying; see " + home.log() + ".");
            }
            Thread.sleep(BEAT.toMillis());
        }
        throw new LaunchException(
                "LS-NODE-FAILED",
                "Lockstep did not start: its launcher ended with code " + launcher.exitValue() + ". The end of " + log
                        + ":\n" + tail(log));
    }

    /** With the options of this process, detached from the terminal. */
    private List<String> command() {
        List<String> command = new ArrayList<>();
        if (File.separatorChar == '/') {
            for (String detach : List.of("/usr/bin/setsid", "/bin/setsid", "/usr/bin/nohup", "/bin/nohup")) {
                if (Files.isExecutable(Path.of(detach))) {
                    command.add(detach);
                    break;
                }
            }
        }
        command.add(KarafStarter.executable(JavaVersion.running()));
        command.addAll(LAUNCHER_OPTIONS);
        command.add("-Dlockstep.home=" + home.root());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName(), "run"));
        return command;
    }

    /** The launcher stays as long as the node: little heap, few threads, little room for code. */
    private static final List<String> LAUNCHER_OPTIONS = List.of(
            "-Xms4m",
            "-Xmx16m",
            "-Xss256k",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:ReservedCodeCacheSize=8m",
            "-XX:MaxMetaspaceSize=24m");

    private static String tail(Path log) throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            List<String> all = lines.toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
        }
    }
}
