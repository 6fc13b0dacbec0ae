package dev.lockstep.guard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.framework.wiring.FrameworkWiring;

/**
 * Keeps bundles that nobody signed from being resolved, and so from running, and removes them.
 *
 * <p>Resolving is where all ways meet: a bundle that was installed or updated by whomever, one that lay in the cache, a fragment.
 * A bundle of the version itself that was changed gets its own bytes again, so that nobody takes a node apart by updating it.
 */
final class Guard implements BundleActivator, ResolverHookFactory, SynchronousBundleListener {
    private static final Logger LOG = Logger.getLogger("dev.lockstep.guard");

    private final Judge judge;
    private final OwnBundles own;
    private final Refusals refusals;
    private final ResolverHook hook = new OnlySigned();
    private volatile BundleContext context;
    private volatile ExecutorService later;

    Guard(Judge judge, OwnBundles own, Refusals refusals) {
        this.judge = judge;
        this.own = own;
        this.refusals = refusals;
    }

    @Override
    public void start(BundleContext framework) {
        context = framework;
        later = Executors.newSingleThreadExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-guard");
            thread.setDaemon(true);
            return thread;
        });
        refusals.open(framework);
        // Before anything that can fail: the framework goes on without an activator that throws.
        framework.registerService(ResolverHookFactory.class, this, null);
        framework.addBundleListener(this);
        judge.refresh();
        for (Bundle bundle : framework.getBundles()) {
            if (!isAllowed(bundle)) {
                carryOut(judged(bundle), bundle);
            }
        }
    }

    @Override
    public void stop(BundleContext framework) {
        later.shutdownNow();
        refusals.close();
    }

    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        judge.refresh();
        return hook;
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        Bundle bundle = event.getBundle();
        boolean updated = event.getType() == BundleEvent.UPDATED;
        if (event.getType() != BundleEvent.INSTALLED && !updated) {
            return;
        }
        judge.refresh();
        if (isAllowed(bundle)) {
            return;
        }
        Verdict verdict = judged(bundle);
        if (updated) {
            // Whoever updates it has it locked, and goes on with it after this.
            later.execute(() -> carryOut(verdict, bundle));
        } else {
            carryOut(verdict, bundle);
        }
    }

    private boolean isAllowed(Bundle bundle) {
        return bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID || judge.allows(bundle.adapt(BundleRevision.class));
    }

    /** Says it at once, on the thread of whoever did it. */
    private Verdict judged(Bundle bundle) {
        Verdict verdict = Verdict.of(own, bundle.getLocation());
        try {
            if (own.original(bundle.getLocation()).isPresent()) {
                verdict = Verdict.PUT_BACK;
            }
        } catch (IOException e) {
            LOG.log(Level.SEVERE, "The bytes that a bundle should have cannot be read: " + bundle, e);
        }
        Judge.Bytes bytes = judge.bytes(bundle.adapt(BundleRevision.class));
        refusals.add(
                bundle.getLocation(),
                bundle.getSymbolicName() + " " + bundle.getVersion(),
                bytes.hash(),
                bytes.reason(),
                verdict);
        return verdict;
    }

    private void carryOut(Verdict verdict, Bundle bundle) {
        try {
            boolean gone = bundle.getState() == Bundle.UNINSTALLED;
            if (verdict == Verdict.PUT_BACK && !gone) {
                putBack(bundle, own.original(bundle.getLocation()).orElseThrow());
            } else if (verdict == Verdict.REMOVED && !gone) {
                bundle.uninstall();
            }
        } catch (BundleException | IOException | RuntimeException e) {
            LOG.log(Level.SEVERE, "A bundle that nobody signed stays, and does not run: " + bundle, e);
        }
    }

    private void putBack(Bundle bundle, Path original) throws BundleException, IOException {
        try (InputStream bytes = Files.newInputStream(original)) {
            bundle.update(bytes);
        }
        if (context.getBundle().getState() == Bundle.ACTIVE) {
            context.getBundle().adapt(FrameworkWiring.class).refreshBundles(List.of(bundle), event -> startAgain());
        }
    }

    /** What could not start without it. */
    private void startAgain() {
        int level = context.getBundle().adapt(FrameworkStartLevel.class).getStartLevel();
        for (Bundle bundle : context.getBundles()) {
            BundleStartLevel its = bundle.adapt(BundleStartLevel.class);
            boolean down = bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED;
            if (down && its.isPersistentlyStarted() && its.getStartLevel() <= level && isAllowed(bundle)) {
                try {
                    bundle.start(Bundle.START_TRANSIENT
                            | (its.isActivationPolicyUsed() ? Bundle.START_ACTIVATION_POLICY : 0));
                } catch (BundleException e) {
                    LOG.log(Level.SEVERE, "A bundle did not start again: " + bundle, e);
                }
            }
        }
    }

    /** Takes part in one resolution after the other. */
    private final class OnlySigned implements ResolverHook {
        @Override
        public void filterResolvable(Collection<BundleRevision> candidates) {
            candidates.removeIf(candidate -> !judge.allows(candidate));
        }

        @Override
        public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
            if (!judge.allows(requirement.getRevision())) {
                candidates.clear();
            } else {
                candidates.removeIf(candidate -> !judge.allows(candidate.getRevision()));
            }
        }

        @Override
        public void filterSingletonCollisions(
                BundleCapability singleton, Collection<BundleCapability> collisionCandidates) {
            // One that may not run keeps none that may from running.
            collisionCandidates.removeIf(candidate -> !judge.allows(candidate.getRevision()));
        }

        @Override
        public void end() {
            // Nothing is kept of a resolution.
        }
    }
}
