package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;

/** Runs a component by the programs that its description names. */
final class CommandController implements Controller {
    private static final Duration STATUS_LIMIT = Duration.ofSeconds(30);
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    @Override
    public void start(Deployed component) throws InterruptedException {
        try {
            if (isRunning(component)) {
                return;
            }
            ProgramRun run = run(component, commands(component).start(), START_LIMIT);
            if (!run.succeeded()) {
                throw component.startFailed(run.reason());
            }
        } catch (IOException e) {
            throw component.startFailed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void stop(Deployed component) throws IOException, InterruptedException {
        if (!isRunning(component)) {
            return;
        }
        run(
                component,
                commands(component).stop(),
                component.description().stopLimit().plusSeconds(1));
        if (isRunning(component)) {
            throw component.stopFailed();
        }
    }

    @Override
    public boolean isRunning(Deployed component) throws IOException, InterruptedException {
        return run(component, commands(component).status(), STATUS_LIMIT).succeeded();
    }

    private static ProgramRun run(Deployed component, List<String> command, Duration limit)
            throws IOException, InterruptedException {
        Files.createDirectories(component.data());
        return ProgramRun.of(component.fill(command), component.data(), limit);
    }

    private static ComponentDescription.Commands commands(Deployed component) {
        return (ComponentDescription.Commands) component.description().control();
    }
}
