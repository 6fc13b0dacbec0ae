package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.SiteVersionsConfiguration;
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
    public SiteRenewal(@Reference Fleet fleet, SiteVersionsConfiguration configuration) {
        FreshnessPolicy policy = policy(configuration.vendor_refused_after());
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

    /** A value that cannot be parsed is ignored with a warning. */
    public static FreshnessPolicy policy(String days) {
        String text = days.strip();
        if (text.isEmpty()) {
            return FreshnessPolicy.UNSAID;
        }
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= FreshnessPolicy.MOST_DAYS) {
            return FreshnessPolicy.refusedAfter(Integer.parseInt(text));
        }
        LOG.warn(
                "etc/dev.lockstep.fleet.cfg: vendor.refused.after is \"{}\", but has to be a number of days from 0 to {}, or"
                        + " empty; it is taken as empty.",
                text,
                FreshnessPolicy.MOST_DAYS);
        return FreshnessPolicy.UNSAID;
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
