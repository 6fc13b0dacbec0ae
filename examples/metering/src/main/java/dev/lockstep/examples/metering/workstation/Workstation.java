package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Controlled;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.Gate;
import dev.lockstep.examples.metering.common.Health;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The workstation without its window: logs in, keeps the latest readings fresh, answers the agent.
 *
 * <p>It is well whenever it runs: a server that is away, as during its own update, is shown and not an illness of ours.
 */
final class Workstation implements Controlled, AutoCloseable {
    private static final Duration REFRESH = Duration.ofSeconds(1);
    private static final int ROWS = 100;

    /** Something new to show; called on a thread of the workstation. */
    sealed interface Event {}

    /** An attempt to log in has ended. */
    record SignedIn(SignIn.Outcome outcome) implements Event {}

    /** The newest readings. */
    record Fresh(List<Fields> readings) implements Event {
        Fresh {
            readings = List.copyOf(readings);
        }
    }

    /** The server did not answer. */
    record Away(String reason) implements Event {}

    private final SignIn signIn;
    private final MeteringCalls server;
    private final String version;
    private final Gate gate = new Gate();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor();
    private final Map<String, Object> status = new LinkedHashMap<>();

    Workstation(SignIn signIn, MeteringCalls server, String version) {
        this.signIn = signIn;
        this.server = server;
        this.version = version;
        note("loggedIn", false);
    }

    /** Logs in once; the window lets a person try again. */
    void signIn(Login login, Consumer<Event> listener) {
        worker.execute(() -> attempt(login, listener));
    }

    /** Logs in as soon as the server admits us, however often it takes. */
    void signInUntilAdmitted(Login login, Consumer<Event> listener) {
        worker.execute(() -> {
            if (!attempt(login, listener)) {
                ScheduledFuture<?> ignored = worker.schedule(
                        () -> signInUntilAdmitted(login, listener), REFRESH.toMillis(), TimeUnit.MILLISECONDS);
            }
        });
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Health health() {
        return gate.isOpen() ? new Health.Up() : new Health.Down("The workstation is draining.");
    }

    @Override
    public boolean drain(Duration limit) throws InterruptedException {
        return gate.drain(limit);
    }

    @Override
    public Map<String, Object> status() {
        synchronized (status) {
            return new LinkedHashMap<>(status);
        }
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }

    private boolean attempt(Login login, Consumer<Event> listener) {
        if (!gate.enter()) {
            return true;
        }
        try {
            SignIn.Outcome outcome = signIn.attempt(login);
            note("agent", outcome.agentLine());
            note("loggedIn", outcome instanceof SignIn.Admitted);
            note("problem", outcome instanceof SignIn.NotAdmitted refused ? refused.reason() : "");
            listener.accept(new SignedIn(outcome));
            if (outcome instanceof SignIn.Admitted) {
                ScheduledFuture<?> ignored = worker.scheduleWithFixedDelay(
                        () -> refresh(login, listener), 0, REFRESH.toMillis(), TimeUnit.MILLISECONDS);
                return true;
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        } finally {
            gate.leave();
        }
    }

    private void refresh(Login login, Consumer<Event> listener) {
        if (!gate.enter()) {
            return;
        }
        try {
            List<Fields> readings = server.latest(login.server(), ROWS);
            note("readings", readings.size());
            note("problem", "");
            listener.accept(new Fresh(readings));
        } catch (IOException | BadInput | RuntimeException e) {
            note("problem", String.valueOf(e.getMessage()));
            listener.accept(new Away(String.valueOf(e.getMessage())));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            gate.leave();
        }
    }

    private void note(String name, Object value) {
        synchronized (status) {
            status.put("version", version);
            status.put(name, value);
        }
    }
}
