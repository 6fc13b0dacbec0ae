package dev.lockstep.fleet.internal;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the site fresh: what is signed for a short time is signed again long before it ends. */
@Component(service = SiteRenewal.class, immediate = true)
public final class SiteRenewal {
    /** Short, because a computer that slept through the half of a lifetime has only the other half. */
    private static final Duration LOOK = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(SiteRenewal.class);

    private final ScheduledExecutorService executor;

    /** Called by Declarative Services. */
    @Activate
    public SiteRenewal(@Reference Fleet fleet) {
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-site");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        fleet.renew();
                    } catch (RuntimeException e) {
                        LOG.error("The site could not be signed again; it is tried again in ten minutes.", e);
                    }
                },
                LOOK.toMillis(),
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
