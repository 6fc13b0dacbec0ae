package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Trial starts of new versions, as files in {@code node/} record them. The agent writes {@code trial.json}; the node under trial
 * writes {@code confirmed}; the rest is written here:
 *
 * <pre>
 *   trial.json          the agent asks
 *   trial-journal.json  "trying": written before the pointer moves; "back": written before it moves back
 *   confirmed           the version, from the node that runs it
 *   rolled-back.json    what failed, why and when; stays until the next trial
 * </pre>
 *
 * <p>{@link #recover} puts right whatever a crash left, at any line of this class; then the pointer names a version that is
 * complete, the old one or a confirmed new one.
 */
final class Trials {
    private static final long LIMIT = 64 * 1024;

    private final Path request;
    private final Path journal;
    private final Path confirmed;
    private final Path rolledBack;
    private final VersionPointer pointer;
    private final Disk disk;
    private final Clock clock;
    private final Consumer<String> log;

    Trials(Home home, VersionPointer pointer, Disk disk, Clock clock, Consumer<String> log) {
        this.request = home.node().resolve("trial.json");
        this.journal = home.node().resolve("trial-journal.json");
        this.confirmed = home.node().resolve("confirmed");
        this.rolledBack = home.node().resolve("rolled-back.json");
        this.pointer = pointer;
        this.disk = disk;
        this.clock = clock;
        this.log = log;
    }

    /** Ends a trial that was interrupted: kept if it was confirmed, else back. Call it before anything is started. */
    void recover() throws IOException {
        Optional<String> left = read(journal);
        if (left.isEmpty()) {
            return;
        }
        Trial trial;
        Optional<Failure> failure;
        try {
            trial = Trial.parse(left.get());
            failure = Failure.read(FlatJson.parse(left.get()));
        } catch (IOException e) {
            log.accept(
                    "The journal of a trial start is unreadable (" + e.getMessage() + "); the current version stays.");
            disk.delete(request);
            disk.delete(journal);
            return;
        }
        if (failure.isEmpty() && isConfirmed(trial)) {
            keep(trial);
        } else {
            revert(
                    trial,
                    failure.orElseGet(() -> Failure.interruption("it was interrupted before it confirmed its start")));
        }
    }

    /** Whether the agent asks for a trial. */
    boolean isRequested() {
        return Files.exists(request);
    }

    /**
     * What the agent asks for. A request that cannot be fulfilled is answered in {@code rolled-back.json} and removed.
     *
     * @param obstacle says why a version cannot be tried; empty if it can
     */
    Optional<Trial> requested(Obstacle obstacle) throws IOException {
        Optional<String> text = read(request);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Trial trial;
        try {
            trial = Trial.parse(text.get());
        } catch (IOException unreadable) {
            refuse("", "the request is unusable: " + unreadable.getMessage());
            return Optional.empty();
        }
        Optional<String> current = pointer.read();
        Optional<String> why = current.equals(Optional.of(trial.previous()))
                ? obstacle.to(trial.version())
                : Optional.of("the request takes " + trial.previous() + " for the current version, which is "
                        + current.orElse("unknown"));
        if (why.isPresent()) {
            refuse(trial.version(), why.get());
            return Optional.empty();
        }
        return Optional.of(trial);
    }

    private void refuse(String version, String why) throws IOException {
        log.accept("A trial start is refused: " + why + ".");
        record(version, Failure.of("refused: " + why));
        disk.delete(request);
    }

    /** Makes the version under trial the current one. */
    void begin(Trial trial) throws IOException {
        log.accept("Trying version " + trial.version() + "; it has "
                + trial.confirmWithin().toSeconds() + " s to confirm its start, else " + trial.previous()
                + " runs again.");
        disk.delete(confirmed);
        disk.delete(rolledBack);
        journal(trial, Optional.empty());
        pointer.pointTo(trial.version());
    }

    /** Whether the version under trial has confirmed its start. */
    boolean isConfirmed(Trial trial) throws IOException {
        return read(confirmed).map(String::strip).equals(Optional.of(trial.version()));
    }

    /** Ends a trial that was confirmed. */
    void keep(Trial trial) throws IOException {
        log.accept("Version " + trial.version() + " has confirmed its start and stays.");
        disk.delete(request);
        disk.delete(journal);
    }

    /** Decides that a trial has failed; from here on a late confirmation does not count. */
    void giveUp(Trial trial, Failure failure) throws IOException {
        log.accept("Version " + trial.version() + " goes back to " + trial.previous() + ": " + failure.reason() + ".");
        journal(trial, Optional.of(failure));
    }

    /** Makes the previous version the current one again. */
    void revert(Trial trial, Failure failure) throws IOException {
        record(trial.version(), failure);
        pointer.pointTo(trial.previous());
        // The request goes before the journal: the other way round a crash between them would try the version again.
        disk.delete(request);
        disk.delete(journal);
    }

    private void journal(Trial trial, Optional<Failure> failure) throws IOException {
        Map<String, Object> values = trial.toMap();
        values.put("state", failure.isPresent() ? "back" : "trying");
        failure.ifPresent(why -> why.writeTo(values));
        values.put("at", clock.instant().toString());
        disk.write(journal, FlatJson.write(values));
    }

    private void record(String version, Failure failure) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", version);
        failure.writeTo(values);
        values.put("at", clock.instant().toString());
        disk.write(rolledBack, FlatJson.write(values));
    }

    private static Optional<String> read(Path file) throws IOException {
        try {
            // Not readString: bytes that are no UTF-8 are a bad request, not a reason to stop.
            return Optional.of(
                    Files.size(file) > LIMIT ? "" : new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    /** What keeps a version from being started on this computer. */
    @FunctionalInterface
    interface Obstacle {
        Optional<String> to(String version) throws IOException;
    }

    /**
     * Why a trial failed.
     *
     * @param reason for people
     * @param interrupted whether it was cut short from outside, which says nothing about the version
     */
    record Failure(String reason, boolean interrupted) {
        static Failure of(String reason) {
            return new Failure(reason, false);
        }

        static Failure interruption(String reason) {
            return new Failure(reason, true);
        }

        /** What the journal has; empty if the version is still being tried. */
        private static Optional<Failure> read(Map<String, Object> values) {
            return "back".equals(values.get("state"))
                    ? Optional.of(new Failure(
                            String.valueOf(values.getOrDefault("reason", "")),
                            Boolean.TRUE.equals(values.get("interrupted"))))
                    : Optional.empty();
        }

        private void writeTo(Map<String, Object> values) {
            values.put("reason", reason);
            values.put("interrupted", interrupted);
        }
    }
}
