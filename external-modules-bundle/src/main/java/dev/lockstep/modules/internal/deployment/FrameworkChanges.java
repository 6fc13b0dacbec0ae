package dev.lockstep.modules.internal.deployment;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleListener;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.ServiceListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Wakes up whoever waits whenever bundles, services or the framework change. */
final class FrameworkChanges implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkChanges.class);

    private final BundleContext context;
    private final Semaphore changed = new Semaphore(0);
    private final BundleListener bundles = event -> changed.release();
    private final ServiceListener services = event -> changed.release();
    private final FrameworkListener framework = event -> changed.release();

    private FrameworkChanges(BundleContext context) {
        this.context = context;
    }

    static FrameworkChanges listen(BundleContext context) {
        FrameworkChanges changes = new FrameworkChanges(context);
        context.addBundleListener(changes.bundles);
        context.addServiceListener(changes.services);
        context.addFrameworkListener(changes.framework);
        return changes;
    }

    /**
     * Waits until there was no flaw for the whole settle time.
     *
     * @return the flaw that was there when the time was over; empty if all is well
     */
    <T> Optional<T> settled(Supplier<Optional<T>> flaws, Duration limit, Duration settle) throws InterruptedException {
        long end = System.nanoTime() + limit.toNanos();
        OptionalLong wellSince = OptionalLong.empty();
        while (true) {
            changed.drainPermits();
            Optional<T> flaw = flaws.get();
            long now = System.nanoTime();
            long wait = end - now;
            if (flaw.isEmpty()) {
                wellSince = OptionalLong.of(wellSince.orElse(now));
                wait = wellSince.getAsLong() + settle.toNanos() - now;
            } else {
                wellSince = OptionalLong.empty();
            }
            if (wait <= 0) {
                return flaw;
            }
            boolean woken = changed.tryAcquire(wait, TimeUnit.NANOSECONDS);
            LOG.trace("Looking at the modules again, {}", woken ? "for something changed" : "for the time is over");
        }
    }

    /** Waits until something is so. */
    void until(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            changed.acquire();
            changed.drainPermits();
        }
    }

    @Override
    public void close() {
        context.removeBundleListener(bundles);
        context.removeServiceListener(services);
        context.removeFrameworkListener(framework);
    }
}
