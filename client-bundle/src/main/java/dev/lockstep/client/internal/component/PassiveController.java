package dev.lockstep.client.internal.component;

/** For components that nobody starts: they run whenever their user does so, from the version that is current then. */
final class PassiveController implements Controller {
    @Override
    public void start(Deployed component) {
        // There is nothing to start.
    }

    @Override
    public void stop(Deployed component) {
        // There is nothing to stop.
    }

    @Override
    public boolean isRunning(Deployed component) {
        return true;
    }
}
