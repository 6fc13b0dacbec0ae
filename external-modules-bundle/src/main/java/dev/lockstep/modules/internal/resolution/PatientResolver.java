package dev.lockstep.modules.internal.resolution;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.osgi.resource.Resource;
import org.osgi.resource.Wire;
import org.osgi.service.resolver.ResolutionException;

/**
 * The framework's resolver, with an end. It tries one combination of providers after the other until their packages agree, and a
 * catalogue can be made in which there are more of them than anybody can wait for.
 */
final class PatientResolver {
    private PatientResolver() {}

    /**
     * Resolves.
     *
     * @throws ResolutionException if it cannot be
     * @throws TooLongException if it was not known after this long
     */
    static Map<Resource, List<Wire>> resolve(ModuleResolveContext context, Duration patience)
            throws ResolutionException, TooLongException {
        ScheduledThreadPoolExecutor alarm = new ScheduledThreadPoolExecutor(1, work -> {
            Thread thread = new Thread(work, "lockstep-resolver-alarm");
            thread.setDaemon(true);
            return thread;
        });
        try {
            ScheduledFuture<?> unused = alarm.schedule(context::cancel, patience.toNanos(), TimeUnit.NANOSECONDS);
            return new ResolverImpl(new Logger(Logger.LOG_ERROR)).resolve(context);
        } catch (ResolutionException e) {
            if (context.isCancelled()) {
                throw new TooLongException(patience, e);
            }
            throw e;
        } finally {
            alarm.shutdownNow();
        }
    }

    /** It took longer than anybody waits for it. */
    static final class TooLongException extends Exception {
        private static final long serialVersionUID = 1;

        TooLongException(Duration patience, Throwable cause) {
            super("no result within " + patience, cause);
        }
    }
}
