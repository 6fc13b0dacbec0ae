package dev.lockstep.launcher;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The programs that the agent supervises. They go on when the node stops, so that an update or a restart of the node costs no
 * reading; only a person who asks for it stops them as well.
 */
final class Components {
    private static final Duration STOP_WITHIN = Duration.ofSeconds(20);

    private final Home home;
    private final PrintStream out;

    Components(Home home, PrintStream out) {
        this.home = home;
        this.out = out;
    }

    /** Stops those that run; one that does not stop in its time is killed. */
    void stop() throws IOException, InterruptedException {
        Path components = home.data().resolve("lockstep").resolve("components");
        if (!Files.isDirectory(components)) {
            return;
        }
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(components, Files::isDirectory)) {
            for (Path folder : folders) {
                Optional<ProcessHandle> process =
                        read(folder.resolve("process.json")).flatMap(ProcessMark::find);
                if (process.isPresent()) {
                    stop(folder.getFileName().toString(), process.get());
                }
            }
        }
    }

    private void stop(String name, ProcessHandle process) throws InterruptedException {
        process.destroy();
        if (Processes.awaitEnd(process, STOP_WITHIN)) {
            out.println(name + " has stopped.");
            return;
        }
        process.destroyForcibly();
        out.println(name + " did not stop within " + STOP_WITHIN.toSeconds() + " s and was killed.");
    }

    /** What the agent wrote about a process; a file that is no such thing names none. */
    private static Optional<ProcessMark> read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try {
            Map<String, Object> values = FlatJson.parse(Files.readString(file));
            return values.get("pid") instanceof Long pid && values.get("started") instanceof String started
                    ? Optional.of(new ProcessMark(pid, Instant.parse(started).toEpochMilli()))
                    : Optional.empty();
        } catch (IOException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
