package dev.lockstep.modules.internal.deployment;

import static dev.lockstep.modules.internal.deployment.DeploymentException.reason;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Kept;
import dev.lockstep.modules.internal.deployment.ChangePlan.Removal;
import dev.lockstep.modules.internal.deployment.ChangePlan.Update;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;

/**
 * What one transaction does to the bundles of the framework, and how to take it back. Nothing is resolved, refreshed or started
 * here. For one transaction, and one thread at a time.
 */
final class BundleChanges {
    private final BundleContext context;
    private final VerifiedBytes bytes;
    private final BundleLifeCycle lifeCycle;
    private final UndoLog undo = new UndoLog();
    private final Map<Bundle, BundleSpec> present = new LinkedHashMap<>();

    BundleChanges(BundleContext context, VerifiedBytes bytes, BundleLifeCycle lifeCycle) {
        this.context = context;
        this.bytes = bytes;
        this.lifeCycle = lifeCycle;
    }

    /** The bundles that are there now, in the order in which they came. */
    Map<Bundle, BundleSpec> present() {
        return Collections.unmodifiableMap(present);
    }

    /** Takes everything back that was done, last first, and returns what failed. */
    List<Exception> undo() {
        return undo.undo();
    }

    /** Does what the plan says, up to the first failure. */
    void make(ChangePlan plan) throws DeploymentException {
        stop(plan);
        for (Removal removal : plan.removals()) {
            uninstall(removal);
        }
        for (Update update : plan.updates()) {
            update(update);
            present.put(update.bundle(), update.spec());
        }
        for (Install install : plan.installs()) {
            present.put(installed(install), install.spec());
        }
        for (Kept kept : plan.kept()) {
            present.put(kept.bundle(), kept.spec());
        }
        present.forEach((bundle, spec) -> setStartLevel(bundle, spec.startLevel()));
    }

    /**
     * Stops what goes or changes, last started first. It is also unmarked as one that starts with the framework: the
     * framework's own thread would else start what gets another start level, before its wires were made anew.
     */
    private void stop(ChangePlan plan) throws DeploymentException {
        List<Bundle> bundles = new ArrayList<>(plan.gone());
        plan.updates().forEach(update -> bundles.add(update.bundle()));
        bundles.sort(Comparator.comparing(BundleChanges::startLevel)
                .thenComparing(Bundle::getBundleId)
                .reversed());
        for (Bundle bundle : bundles) {
            if (!FrameworkSnapshot.isFragment(bundle)) {
                lifeCycle.stop(bundle);
            }
        }
    }

    private void uninstall(Removal removal) throws DeploymentException {
        String name = ChangePlan.name(removal.bundle());
        try {
            removal.bundle().uninstall();
        } catch (BundleException e) {
            throw DeploymentException.of(removal.bundle().getSymbolicName(), "it was not removed: " + reason(e), e);
        }
        removal.former()
                .ifPresent(former -> undo.add(
                        "install " + name + " again",
                        () -> setStartLevel(
                                install(new Install(former.location(), former.spec())),
                                former.spec().startLevel())));
    }

    private void update(Update update) throws DeploymentException {
        Bundle bundle = update.bundle();
        update.former()
                .ifPresentOrElse(
                        former -> undo.add("update " + former.spec() + " back", () -> update(bundle, former.spec())),
                        () -> undo.add("remove " + ChangePlan.name(bundle), bundle::uninstall));
        try {
            update(bundle, update.spec());
        } catch (BundleException | IOException e) {
            throw DeploymentException.of(update.spec().module(), "it was not updated: " + reason(e), e);
        }
    }

    private void update(Bundle bundle, BundleSpec spec) throws IOException, BundleException {
        bytes.read(spec, bundle::update);
    }

    private Bundle installed(Install install) throws DeploymentException {
        try {
            Bundle bundle = install(install);
            undo.add("remove " + install.spec(), bundle::uninstall);
            return bundle;
        } catch (BundleException | IOException e) {
            throw DeploymentException.of(install.spec().module(), "it was not installed: " + reason(e), e);
        }
    }

    private Bundle install(Install install) throws IOException, BundleException {
        List<Bundle> installed = new ArrayList<>(1);
        try {
            bytes.read(install.spec(), in -> installed.add(context.installBundle(install.location(), in)));
        } catch (IOException | ProblemException e) {
            // The bytes are judged when the framework has them already.
            for (Bundle bundle : installed) {
                bundle.uninstall();
            }
            throw e;
        }
        return installed.get(0);
    }

    private static void setStartLevel(Bundle bundle, int level) {
        BundleStartLevel current = bundle.adapt(BundleStartLevel.class);
        if (current.getStartLevel() != level) {
            current.setStartLevel(level);
        }
    }

    private static int startLevel(Bundle bundle) {
        return bundle.adapt(BundleStartLevel.class).getStartLevel();
    }
}
