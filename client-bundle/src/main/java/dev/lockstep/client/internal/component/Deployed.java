package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One version of a component, complete on disk and ready to run.
 *
 * @param name the component
 * @param version its version
 * @param tree its files
 * @param state the folder in which the agent keeps what it has to know of the component
 * @param log the file that takes its output
 * @param data its own data, and its working directory
 * @param description how it is run
 * @param values for the placeholders of the description
 */
public record Deployed(
        String name,
        Version version,
        Path tree,
        Path state,
        Path log,
        Path data,
        ComponentDescription description,
        Placeholders values) {
    public Deployed {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(tree, "tree");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(log, "log");
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(values, "values");
    }

    /** A text of the description with its values. */
    public String fill(String text) {
        try {
            return values.fill(text);
        } catch (IllegalArgumentException e) {
            throw startFailed(Sentence.said(e));
        }
    }

    /** Texts of the description with their values. */
    public List<String> fill(List<String> texts) {
        return texts.stream().map(this::fill).toList();
    }

    /**
     * Demands that every placeholder of the description has a value.
     *
     * @throws ProblemException that names the one that has none
     */
    public void requireFilled() {
        for (String text : description.texts()) {
            try {
                values.fill(text);
            } catch (UnusableValueException e) {
                throw new ProblemException(
                        Problem.of(
                                ProblemCode.COMPONENT_SETTING_MISSING,
                                Map.of(
                                        "component",
                                        name,
                                        "version",
                                        version.toString(),
                                        "reason",
                                        e.sentence(),
                                        "file",
                                        "etc/" + ComponentFolders.settingsFile(name))),
                        e);
            }
        }
    }

    /** That this version could not be started. */
    public ProblemException startFailed(String reason) {
        return startFailed(Sentence.said(reason));
    }

    /** That this version could not be started. */
    public ProblemException startFailed(Sentence reason) {
        return ProblemException.of(
                ProblemCode.COMPONENT_START_FAILED,
                Map.of("component", name, "version", version.toString(), "reason", reason));
    }

    /** That this version did not stop. */
    public ProblemException stopFailed() {
        String seconds = Long.toString(description.stopLimit().toSeconds());
        return ProblemException.of(
                ProblemCode.COMPONENT_STOP_FAILED,
                Map.of("component", name, "version", version.toString(), "seconds", seconds));
    }

    /** That this version does not work. */
    public Problem unhealthy(Sentence reason) {
        String seconds = Long.toString(description.health().within().toSeconds());
        return Problem.of(
                ProblemCode.COMPONENT_UNHEALTHY,
                Map.of("component", name, "version", version.toString(), "seconds", seconds, "reason", reason));
    }
}
