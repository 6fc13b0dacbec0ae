package dev.lockstep.guard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.util.tracker.ServiceTracker;

/**
 * Tells what the guard refused: the log at once, and whoever writes the audit log. That is a service {@link Consumer} with the
 * property {@value GuardedFrameworkFactory#STATE} = {@value #WHAT}; what was refused before it came is kept for it.
 */
final class Refusals implements AutoCloseable {
    static final String WHAT = "refusals";

    private static final Logger LOG = Logger.getLogger("dev.lockstep.guard");
    private static final int KEPT = 200;

    private final Deque<Map<String, String>> waiting = new ArrayDeque<>();
    private volatile Optional<ServiceTracker<Consumer<Map<String, String>>, Consumer<Map<String, String>>>> consumers =
            Optional.empty();

    /** Begins to look for who wants to know. */
    void open(BundleContext framework) {
        String filter =
                "(&(objectClass=" + Consumer.class.getName() + ")(" + GuardedFrameworkFactory.STATE + "=" + WHAT + "))";
        try {
            ServiceTracker<Consumer<Map<String, String>>, Consumer<Map<String, String>>> tracker =
                    new ServiceTracker<>(framework, framework.createFilter(filter), null) {
                        @Override
                        public Consumer<Map<String, String>> addingService(
                                ServiceReference<Consumer<Map<String, String>>> reference) {
                            Consumer<Map<String, String>> consumer = super.addingService(reference);
                            tell(consumer);
                            return consumer;
                        }
                    };
            consumers = Optional.of(tracker);
            tracker.open();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Tells that a bundle may not run.
     *
     * @param location of the bundle
     * @param bundle its name and version, if they are known
     * @param hash of its bytes, if it has some
     * @param reason why it may not run; empty if it is simply on no list
     * @param verdict what becomes of it
     */
    void add(String location, String bundle, String hash, String reason, Verdict verdict) {
        Notices.say("The bundle %s (%s) may not run, for %s: %s. SHA-256: %s"
                .formatted(
                        bundle, location, reason.isEmpty() ? "nobody has signed it" : reason, verdict.outcome(), hash));
        synchronized (waiting) {
            if (waiting.size() == KEPT) {
                waiting.removeFirst();
            }
            waiting.addLast(
                    Map.of("location", location, "bundle", bundle, "sha256", hash, "outcome", verdict.outcome()));
        }
        consumers.map(ServiceTracker::getService).ifPresent(this::tell);
    }

    private void tell(Consumer<Map<String, String>> consumer) {
        while (true) {
            Map<String, String> refusal;
            synchronized (waiting) {
                refusal = waiting.pollFirst();
            }
            if (refusal == null) {
                return;
            }
            try {
                consumer.accept(refusal);
            } catch (RuntimeException e) {
                LOG.log(Level.SEVERE, "What the guard refused was not written down", e);
            }
        }
    }

    @Override
    public void close() {
        consumers.ifPresent(ServiceTracker::close);
    }
}
