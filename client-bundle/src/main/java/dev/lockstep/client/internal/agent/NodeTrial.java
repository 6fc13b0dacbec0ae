package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.VersionPointer;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The node's own new version, and the launcher that tries it: the agent writes {@code node/trial.json} and ends with exit code
 * 75; the launcher starts the version that is named there; if that does not write {@code node/confirmed} in time, the launcher
 * starts the previous one again and says why in {@code node/rolled-back.json}.
 */
final class NodeTrial {
    /** The exit code that tells the launcher to look at {@code trial.json}. */
    static final int EXIT_CODE = 75;

    private static final Logger LOG = LoggerFactory.getLogger(NodeTrial.class);
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private final Path folder;
    private final Supplier<Duration> confirmWithin;
    private final Neighbours neighbours;
    private final Exit exit;

    /**
     * The node that runs here.
     *
     * @param home the installation
     * @param confirmWithin how long a new version has, from its start, to confirm it
     * @param neighbours what has to be there before a start is confirmed
     * @param exit ends this Java process
     */
    NodeTrial(Path home, Supplier<Duration> confirmWithin, Neighbours neighbours, Exit exit) {
        this.folder = home.resolve("node");
        this.confirmWithin = confirmWithin;
        this.neighbours = neighbours;
        this.exit = exit;
    }

    /** Whether a launcher is there, without which the node cannot be replaced. */
    boolean isPossible() {
        return Files.isDirectory(folder.resolve("versions"));
    }

    /** The node's versions, and which of them is the current one. */
    VersionPointer pointer() {
        return new VersionPointer(folder);
    }

    /**
     * Ends this process soon, and asks the launcher to try a version then: not before, for it stops the node as soon as it is
     * asked. A crash in between does no harm, since the journal knows that the node is to be tried.
     */
    void tryOut(Version version, Version previous) throws IOException {
        DurableFiles.delete(folder.resolve("rolled-back.json"));
        Request request = new Request(version, previous, confirmWithin.get().toSeconds());
        exit.exit(EXIT_CODE, () -> ask(request));
    }

    private void ask(Request request) {
        try {
            DurableFiles.write(folder.resolve("trial.json"), StateJson.write(request));
        } catch (IOException e) {
            LOG.error(
                    "The launcher could not be asked to try the new version; it is asked again after the restart.", e);
        }
    }

    /**
     * Tells the launcher that the version that is tried has started well, as soon as the whole node is there; nothing happens if
     * none is tried. A node that never gets complete is stopped by the launcher when its time is over.
     */
    void confirm() throws IOException, InterruptedException {
        Optional<Request> trial = file("trial.json", Request.class).read();
        Optional<Version> current = isPossible() ? pointer().current() : Optional.empty();
        if (trial.isPresent() && current.isPresent()) {
            Version tried = trial.get().version();
            if (tried.equals(current.get())) {
                neighbours.awaitAll();
                DurableFiles.write(folder.resolve("confirmed"), tried.toString().getBytes(StandardCharsets.UTF_8));
            }
        }
    }

    /**
     * Demands that the launcher did not go back from the node's new version.
     *
     * @throws ProblemException with {@code COMPONENT_START_FAILED} and the launcher's reason, or with {@code INTERNAL} if the trial
     *     was cut short, as when the computer was shut down, which says nothing about the version
     */
    void requireNotGoneBackFrom(Change change) throws IOException {
        String version = change.to().toString();
        Optional<WentBack> wentBack = file("rolled-back.json", WentBack.class)
                .read()
                .filter(back ->
                        back.version().filter(tried -> !tried.equals(version)).isEmpty());
        if (wentBack.isEmpty()) {
            return;
        }
        String reason = wentBack.get().reason().orElse("no reason is known");
        if (wentBack.get().interrupted().orElse(false)) {
            throw ProblemException.of(
                    ProblemCode.INTERNAL,
                    Map.of(
                            "reason",
                            Sentence.of("node.trial-interrupted", Map.of("version", version, "cause", reason))));
        }
        throw ProblemException.of(
                ProblemCode.COMPONENT_START_FAILED,
                Map.of("component", change.component(), "version", version, "reason", reason));
    }

    private <T> StateFile<T> file(String name, Class<T> form) {
        return StateFile.of(folder.resolve(name), form, MAXIMUM_BYTES);
    }

    /** What the launcher is asked for. */
    private record Request(Version version, Version previous, long confirmWithin) {}

    /** What the launcher says of a trial that failed. */
    private record WentBack(Optional<String> version, Optional<String> reason, Optional<Boolean> interrupted) {}
}
