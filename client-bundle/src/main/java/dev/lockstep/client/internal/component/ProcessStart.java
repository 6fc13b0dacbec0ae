package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts the process of a component: its command, folder, environment, and the file that takes its output. */
record ProcessStart(Deployed component) {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessStart.class);

    /** The command line with its values. */
    static List<String> command(Deployed component) {
        return component.fill(own(component).command());
    }

    private static ComponentDescription.Supervised own(Deployed component) {
        return (ComponentDescription.Supervised) component.description().control();
    }

    /**
     * Starts it.
     *
     * @return the process, to be recorded at once
     * @throws dev.lockstep.core.problem.ProblemException with {@code COMPONENT_START_FAILED}
     */
    RunningProcess run() {
        try {
            Files.createDirectories(component.log().getParent());
            Files.createDirectories(component.data());
            new OutputLog(component.log()).rotateIfLong();
            ProcessHandle process = builder().start().toHandle();
            LOG.info("Started {} {} as process {}.", component.name(), component.version(), process.pid());
            return RunningProcess.of(process, component.version());
        } catch (IOException e) {
            throw component.startFailed(String.valueOf(e.getMessage()));
        }
    }

    private ProcessBuilder builder() {
        ComponentDescription.Supervised own = own(component);
        Path folder = own.folder().map(text -> Path.of(component.fill(text))).orElse(component.data());
        ProcessBuilder builder = new ProcessBuilder(command(component))
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(nothing()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(component.log().toFile()))
                .redirectErrorStream(true);
        own.environment().forEach((name, value) -> builder.environment().put(name, component.fill(value)));
        return builder;
    }

    private static File nothing() {
        return new File(System.getProperty("os.name").startsWith("Windows") ? "NUL" : "/dev/null");
    }
}
