package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import java.util.Optional;
import java.util.function.Supplier;

/** Finds the controller for a component. */
public final class Controllers {
    private final Controller process;
    private final Controller systemd;
    private final Controller command = new CommandController();
    private final Controller passive = new PassiveController();
    private final Supplier<Optional<Controller>> features;

    /**
     * All controllers.
     *
     * @param process for supervised processes
     * @param systemctl systemd's program
     * @param features for OSGi features; empty where nothing can install them
     */
    public Controllers(Controller process, String systemctl, Supplier<Optional<Controller>> features) {
        this.process = process;
        this.systemd = new SystemdController(systemctl);
        this.features = features;
    }

    /** The controller that a component's description asks for. */
    public Controller of(Deployed component) {
        ComponentDescription.Control control = component.description().control();
        if (control instanceof ComponentDescription.Supervised) {
            return process;
        }
        if (control instanceof ComponentDescription.Systemd) {
            return systemd;
        }
        if (control instanceof ComponentDescription.Commands) {
            return command;
        }
        if (control instanceof ComponentDescription.Features) {
            return features.get()
                    .orElseThrow(() -> component.startFailed("this node has no service that installs OSGi features"));
        }
        return passive;
    }
}
