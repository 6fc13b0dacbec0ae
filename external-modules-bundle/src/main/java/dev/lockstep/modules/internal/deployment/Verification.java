package dev.lockstep.modules.internal.deployment;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/**
 * Watches whether what was deployed really works: bundles are active, the services that they promise are there, their
 * components are satisfied, and what was active before still is.
 *
 * <p>It looks again whenever the framework says that something changed, and is content when all was well for the whole
 * settle time.
 */
final class Verification {
    private final BundleContext context;
    private final Deployment.Limits limits;

    Verification(BundleContext context, Deployment.Limits limits) {
        this.context = context;
        this.limits = limits;
    }

    /**
     * Waits until all is well.
     *
     * @param deployed what shall work
     * @param activeBefore what of that which the transaction touched was active, and shall be; asked again at each look
     * @throws DeploymentException if something is not well when the time is over
     */
    void await(Map<Bundle, BundleSpec> deployed, Supplier<List<Bundle>> activeBefore) throws DeploymentException {
        Optional<Flaw> flaw;
        try (FrameworkChanges changes = FrameworkChanges.listen(context)) {
            flaw = changes.settled(() -> flaw(deployed, activeBefore.get()), limits.ready(), limits.settle());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw DeploymentException.of("", "the wait for the modules was interrupted", e);
        }
        if (flaw.isPresent()) {
            throw DeploymentException.of(flaw.get().module(), flaw.get().reason(), null);
        }
    }

    /** What is not well. */
    record Flaw(String module, String reason) {}

    private Optional<Flaw> flaw(Map<Bundle, BundleSpec> deployed, Collection<Bundle> activeBefore) {
        List<Flaw> flaws = new ArrayList<>();
        DeclaredComponents components = new DeclaredComponents(context);
        PromisedServices services = new PromisedServices();
        for (Map.Entry<Bundle, BundleSpec> entry : deployed.entrySet()) {
            BundleSpec spec = entry.getValue();
            flaw(entry.getKey(), spec, components, services)
                    .ifPresent(reason -> flaws.add(new Flaw(spec.module(), reason)));
        }
        for (Bundle bundle : activeBefore) {
            if (!deployed.containsKey(bundle) && !FrameworkSnapshot.isStarted(bundle)) {
                flaws.add(new Flaw(
                        bundle.getSymbolicName(), ChangePlan.name(bundle) + " was active before and is not any more"));
            }
        }
        return flaws.stream().findFirst();
    }

    private Optional<String> flaw(
            Bundle bundle, BundleSpec spec, DeclaredComponents components, PromisedServices services) {
        if (spec.isFragment()) {
            return bundle.getState() == Bundle.RESOLVED
                    ? Optional.empty()
                    : Optional.of("the fragment " + spec + " was not attached to its host");
        }
        if (bundle.getState() == Bundle.ACTIVE) {
            return components.flaw(bundle).or(() -> services.flaw(bundle, components));
        }
        if (waitsForItsFirstClass(bundle)) {
            // Its activator has not run yet, so nobody can expect its services.
            return components.flaw(bundle);
        }
        int reached = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION)
                .adapt(FrameworkStartLevel.class)
                .getStartLevel();
        return Optional.of(
                reached < spec.startLevel()
                        ? spec + " has start level " + spec.startLevel() + ", and the framework reached only " + reached
                        : spec + " is not active");
    }

    private static boolean waitsForItsFirstClass(Bundle bundle) {
        return bundle.getState() == Bundle.STARTING
                && bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY) != null;
    }
}
