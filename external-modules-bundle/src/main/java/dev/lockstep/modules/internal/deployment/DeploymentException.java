package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import org.osgi.framework.BundleException;

/** A transaction failed. What was there before is there again, if {@link #isRestored()}. */
public final class DeploymentException extends Exception {
    private static final int STUCK = Integer.MAX_VALUE;

    private final String module;
    private final int unrestored;

    private DeploymentException(String module, String reason, Throwable cause, int unrestored) {
        super(reason, cause);
        this.module = module;
        this.unrestored = unrestored;
    }

    static DeploymentException of(String module, String reason, Throwable cause) {
        return new DeploymentException(module, reason, cause, 0);
    }

    /** A failure after which nothing can be taken back before the node was restarted. */
    static DeploymentException stuck(String module, String reason) {
        return new DeploymentException(module, reason, null, STUCK);
    }

    boolean isStuck() {
        return unrestored == STUCK;
    }

    static DeploymentException unexpected(RuntimeException cause) {
        return of("", reason(cause), cause);
    }

    DeploymentException withUnrestored(int count) {
        var more = new DeploymentException(module, getMessage(), getCause(), count);
        for (Throwable suppressed : getSuppressed()) {
            more.addSuppressed(suppressed);
        }
        return more;
    }

    /** The module that failed, or the bundle that it broke; empty if nobody knows. */
    public String module() {
        return module;
    }

    /** Whether what was there before is there again. */
    public boolean isRestored() {
        return unrestored == 0;
    }

    /** The root cause, in its original words. */
    static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        boolean named =
                cause instanceof BundleException || cause instanceof IOException || cause instanceof ProblemException;
        return (named ? text : cause.getClass().getSimpleName() + ": " + text).strip();
    }
}
