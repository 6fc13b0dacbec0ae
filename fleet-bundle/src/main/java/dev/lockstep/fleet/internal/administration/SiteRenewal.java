package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.settings.FleetSettings;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.fleet.internal.assignment.Fleet;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the site fresh: signatures with a short lifetime are renewed long before they expire. */
@Component(service = SiteRenewal.class, immediate = true, configurationPid = "dev.lockstep.fleet")
public final class SiteRenewal {
    /** Short, because a computer that slept through the half of a lifetime has only the other half. */
    private static final Duration LOOK = Duration.ofMinutes(10);

    /** At the start the fleet has signed again itself; what an administrator writes into the file counts soon. */
    private static final Duration FIRST = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(SiteRenewal.class);

    private final ScheduledExecutorService executor;

    /** Called by Declarative Services. */
    @Activate
    public SiteRenewal(@Reference Fleet fleet, Map<String, Object> properties) {
        FreshnessPolicy policy = FleetSettings.FILE.read(properties, LOG::warn).get(FleetSettings.VENDOR_REFUSED_AFTER);
        executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-site");
            thread.setDaemon(true);
            return thread;
        });
        var unused = executor.scheduleWithFixedDelay(
                () -> {
                    try {
                        fleet.renew();
                        fleet.limitFreshness(policy);
                    } catch (RuntimeException e) {
                        LOG.error("The site could not be signed again; it is tried again in ten minutes.", e);
                    }
                },
                FIRST.toMillis(),
                LOOK.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
