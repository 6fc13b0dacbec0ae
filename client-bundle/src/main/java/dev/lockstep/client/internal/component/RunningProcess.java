package dev.lockstep.client.internal.component;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What is on disk of a supervised process, so that an agent that was restarted finds it again. A pid alone may by then belong
 * to another program; pid and start time together do not.
 *
 * @param pid its number
 * @param started when the operating system says that it started
 * @param version the version of the component
 */
record RunningProcess(long pid, Instant started, Version version) {
    /** The clock of the operating system is read anew by each Java process, and rounded to ticks and seconds. */
    private static final Duration TOLERANCE = Duration.ofSeconds(3);

    private static final int MAXIMUM_BYTES = 4096;

    static RunningProcess of(ProcessHandle process, Version version) {
        return new RunningProcess(process.pid(), process.info().startInstant().orElse(Instant.EPOCH), version);
    }

    /** The process, if it still runs. */
    Optional<ProcessHandle> handle() {
        return ProcessHandle.of(pid)
                .filter(ProcessEnd::isAlive)
                .filter(process -> process.info()
                        .startInstant()
                        .map(instant -> Duration.between(instant, started).abs().compareTo(TOLERANCE) <= 0)
                        .orElse(started.equals(Instant.EPOCH)));
    }

    /** The processes that were started by this command line; none where the operating system does not tell (Windows). */
    static List<ProcessHandle> startedBy(List<String> command) {
        List<String> arguments = command.subList(1, command.size());
        if (arguments.isEmpty()) {
            return List.of();
        }
        return ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .arguments()
                        // A script appears behind its interpreter.
                        .map(actual -> endsWith(List.of(actual), arguments))
                        .orElse(false))
                .toList();
    }

    private static boolean endsWith(List<String> actual, List<String> end) {
        return actual.size() >= end.size()
                && actual.subList(actual.size() - end.size(), actual.size()).equals(end);
    }

    /** The process; empty if the file is damaged, then the process is looked for by its command line. */
    static Optional<RunningProcess> read(Path file) {
        return state(file).read();
    }

    void write(Path file) throws IOException {
        state(file).write(this);
    }

    private static StateFile<RunningProcess> state(Path file) {
        return StateFile.of(file, RunningProcess.class, MAXIMUM_BYTES);
    }
}
