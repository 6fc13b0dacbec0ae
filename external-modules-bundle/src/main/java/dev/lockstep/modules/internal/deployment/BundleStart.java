package dev.lockstep.modules.internal.deployment;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;

/** Starts a bundle on a thread of its own, for an activator may never come back. */
final class BundleStart {
    /** How long an activator that was interrupted may take to give up. */
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    private final Duration limit;

    BundleStart(Duration limit) {
        this.limit = limit;
    }

    void of(Bundle bundle, BundleSpec spec) throws DeploymentException {
        FutureTask<Boolean> start = new FutureTask<>(() -> {
            // Were it marked as started before it has, the framework's start-level thread could run its activator,
            // and nothing could interrupt that.
            bundle.start(Bundle.START_ACTIVATION_POLICY | Bundle.START_TRANSIENT);
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return true;
        });
        Thread thread = new Thread(start, "lockstep-start-" + spec.symbolicName());
        thread.setDaemon(true);
        thread.start();
        try {
            start.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw failed(spec, e);
        } catch (TimeoutException e) {
            throw endless(thread, spec);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeploymentException.of(spec.module(), "the wait for " + spec + " to start was interrupted", e);
        }
    }

    private static DeploymentException failed(BundleSpec spec, ExecutionException e) {
        Throwable cause = e.getCause();
        String reason = cause instanceof BundleException || cause instanceof RuntimeException
                ? DeploymentException.reason((Exception) cause)
                : String.valueOf(cause);
        return DeploymentException.of(spec.module(), spec + ": " + reason, e);
    }

    /** While an activator runs the framework keeps its bundle locked: what does not give up cannot be taken back either. */
    private DeploymentException endless(Thread thread, BundleSpec spec) {
        thread.interrupt();
        try {
            thread.join(LAST_WORD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        String reason = spec + " did not start within " + limit.toSeconds() + " seconds";
        return thread.isAlive()
                ? DeploymentException.stuck(spec.module(), reason + " and cannot be stopped: restart the node")
                : DeploymentException.of(spec.module(), reason, null);
    }
}
