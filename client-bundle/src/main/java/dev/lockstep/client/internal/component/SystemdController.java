package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Runs a component as a unit of systemd. The unit is installed by the computer's administrator, and its {@code ExecStart} goes
 * through the component's {@code current} pointer.
 */
final class SystemdController implements Controller {
    private static final Duration START_LIMIT = Duration.ofMinutes(5);
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(30);

    private final String systemctl;

    SystemdController(String systemctl) {
        this.systemctl = systemctl;
    }

    @Override
    public void start(Deployed component) throws InterruptedException {
        try {
            ProgramRun run = systemctl(component, "start", START_LIMIT);
            if (!run.succeeded()) {
                throw component.startFailed(run.reason());
            }
        } catch (IOException e) {
            throw component.startFailed(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void stop(Deployed component) throws IOException, InterruptedException {
        systemctl(component, "stop", component.description().stopLimit().plusSeconds(1));
        if (isRunning(component)) {
            throw component.stopFailed();
        }
    }

    @Override
    public boolean isRunning(Deployed component) throws IOException, InterruptedException {
        return systemctl(component, "is-active", QUERY_LIMIT).succeeded();
    }

    private ProgramRun systemctl(Deployed component, String verb, Duration limit)
            throws IOException, InterruptedException {
        ComponentDescription.Systemd systemd =
                (ComponentDescription.Systemd) component.description().control();
        return ProgramRun.of(
                List.of(systemctl, verb, systemd.unit()), Path.of("").toAbsolutePath(), limit);
    }
}
