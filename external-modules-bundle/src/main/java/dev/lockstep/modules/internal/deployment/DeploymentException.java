package dev.lockstep.modules.internal.deployment;

/** A transaction failed. What was there before is there again, unless {@link #unrestored()} is not 0. */
public final class DeploymentException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String module;
    private final int unrestored;

    DeploymentException(String module, String reason, Throwable cause) {
        this(module, reason, cause, 0);
    }

    private DeploymentException(String module, String reason, Throwable cause, int unrestored) {
        super(reason, cause);
        this.module = module;
        this.unrestored = unrestored;
    }

    static DeploymentException of(String module, String reason, Throwable cause) {
        return new DeploymentException(module, reason, cause);
    }

    static DeploymentException unexpected(RuntimeException cause) {
        return new DeploymentException("", Deployment.reason(cause), cause);
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

    /** How many steps back failed; the log has each of them. */
    public int unrestored() {
        return unrestored;
    }
}
