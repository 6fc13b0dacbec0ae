package dev.lockstep.modules.internal.deployment;

import static dev.lockstep.modules.internal.deployment.DeploymentException.reason;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;

/** Starts and stops bundles, each on a thread of its own, for an activator may never come back. */
final class BundleLifeCycle {
    /** How long an activator that was interrupted may take to give up. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    /** Of all threads on which activators run, and of those that they make. */
    private static final ThreadGroup OF_MODULES = new ThreadGroup("lockstep-modules");

    private final Duration limit;

    BundleLifeCycle(Duration limit) {
        this.limit = limit;
    }

    /** Whether a thread runs an activator, or was made by one. */
    static boolean isThreadOfModule(Thread thread) {
        return OF_MODULES.parentOf(thread.getThreadGroup());
    }

    void start(Bundle bundle, BundleSpec spec) throws DeploymentException {
        Callable<Boolean> start = () -> {
            // Were it marked as started before it has, the framework's start-level thread could run its activator,
            // and nothing could interrupt that.
            bundle.start(Bundle.START_ACTIVATION_POLICY | Bundle.START_TRANSIENT);
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return true;
        };
        withinLimit(start, spec.module(), spec + " did not start", spec + ": ");
    }

    void stop(Bundle bundle) throws DeploymentException {
        Callable<Boolean> stop = () -> {
            bundle.stop();
            return true;
        };
        withinLimit(stop, bundle.getSymbolicName(), ChangePlan.name(bundle) + " did not stop", "it did not stop: ");
    }

    private void withinLimit(Callable<Boolean> work, String module, String otherwise, String failure)
            throws DeploymentException {
        FutureTask<Boolean> task = new FutureTask<>(work);
        Thread thread = new Thread(OF_MODULES, task, "lockstep-module-" + module);
        thread.setDaemon(true);
        thread.start();
        try {
            task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            String reason = cause instanceof Exception failed ? reason(failed) : String.valueOf(cause);
            throw DeploymentException.of(module, failure + reason, e);
        } catch (TimeoutException e) {
            throw endless(thread, module, otherwise + " within " + limit.toSeconds() + " seconds");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeploymentException.of(module, otherwise + " before the wait for it was interrupted", e);
        }
    }

    /** While an activator runs the framework keeps its bundle locked: what does not give up cannot be taken back either. */
    private static DeploymentException endless(Thread thread, String module, String reason) {
        thread.interrupt();
        try {
            thread.join(LAST_WORD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return thread.isAlive()
                ? DeploymentException.stuck(module, reason + " and cannot be interrupted: restart the node")
                : DeploymentException.of(module, reason, null);
    }
}
