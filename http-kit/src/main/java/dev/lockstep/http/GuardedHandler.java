package dev.lockstep.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Guarded;
import org.eclipse.jetty.server.Handler;

/** A handler with the same callers at all its paths. */
public abstract class GuardedHandler extends Handler.Abstract implements Guarded {
    private final Access access;

    /** One that may wait. */
    protected GuardedHandler(Access access) {
        this(InvocationType.BLOCKING, access);
    }

    protected GuardedHandler(InvocationType invocation, Access access) {
        super(invocation);
        this.access = access;
    }

    @Override
    public final Access access(String method, String path) {
        return access;
    }
}
