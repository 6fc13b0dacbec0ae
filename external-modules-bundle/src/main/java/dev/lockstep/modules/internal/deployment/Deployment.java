package dev.lockstep.modules.internal.deployment;

import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Kept;
import dev.lockstep.modules.internal.deployment.ChangePlan.Removal;
import dev.lockstep.modules.internal.deployment.ChangePlan.Update;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the framework's bundles whose locations begin with {@code lockstep:} to exactly a wanted set, or leaves everything
 * as it was.
 *
 * <pre>
 * plan -> stop -> uninstall, update, install -> one refresh -> resolve -> start by start level -> verify
 *                                     any failure: undo in reverse -> one refresh -> former states
 * </pre>
 *
 * <p>For one thread at a time.
 */
public final class Deployment {
    private static final Logger LOG = LoggerFactory.getLogger(Deployment.class);

    private final BundleContext context;
    private final VerifiedBytes bytes;
    private final Planner planner;
    private final Refresh refresh;
    private final BundleStart starter;
    private final Verification verification;

    /**
     * @param context of a bundle that stays
     * @param bytes the verified store
     * @param ofNode which bundles belong to the node itself, so that no transaction may disturb them
     */
    public Deployment(BundleContext context, VerifiedBytes bytes, Predicate<Bundle> ofNode, Limits limits) {
        this.context = context;
        this.bytes = bytes;
        this.planner = new Planner(context, ofNode);
        this.refresh = new Refresh(context, limits.refresh());
        this.starter = new BundleStart(limits.ready());
        this.verification = new Verification(context, limits);
    }

    /**
     * How long things may take.
     *
     * @param refresh for a refresh of the framework
     * @param ready until everything works
     * @param settle how long it has to go on working
     */
    public record Limits(Duration refresh, Duration ready, Duration settle) {
        public Limits {
            Objects.requireNonNull(refresh, "refresh");
            Objects.requireNonNull(ready, "ready");
            Objects.requireNonNull(settle, "settle");
        }
    }

    /** Whether a transaction of ours brought a bundle. */
    public static boolean isOfModules(Bundle bundle) {
        return bundle.getLocation().startsWith(Planner.SCHEME);
    }

    /**
     * Says what would be done. Touches nothing.
     *
     * @param wanted every bundle that shall be there
     * @param known what was written down of those that are there
     */
    public ChangePlan plan(Collection<BundleSpec> wanted, Collection<DeployedBundle> known) {
        return planner.plan(wanted, known);
    }

    /** Whether everything is as the plan wants it already. */
    public boolean isDone(ChangePlan plan) {
        return plan.isEmpty()
                && plan.kept().stream()
                        .allMatch(kept -> kept.spec().isFragment()
                                ? kept.bundle().getState() == Bundle.RESOLVED
                                : Snapshot.isStarted(kept.bundle()));
    }

    /**
     * Does what the plan says.
     *
     * @return what is there now
     * @throws DeploymentException if it could not be done; then what was there before is there again
     */
    public List<DeployedBundle> apply(ChangePlan plan) throws DeploymentException {
        bytes.require(plan.needed());
        Snapshot before = Snapshot.of(context);
        Changes changes = new Changes();
        try {
            change(plan, changes);
            refresh.of(plan.refreshRoots());
            start(changes.present);
            verification.await(changes.present, before.active(gone(plan)));
        } catch (DeploymentException failure) {
            throw restored(failure, changes, plan, before);
        } catch (RuntimeException failure) {
            throw restored(DeploymentException.unexpected(failure), changes, plan, before);
        }
        return changes.present.entrySet().stream()
                .map(entry -> DeployedBundle.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /** What was written down, as it is after everything was put back: bytes are the same, the times of change are not. */
    public List<DeployedBundle> stillThere(Collection<DeployedBundle> known) {
        return known.stream()
                .filter(was -> context.getBundle(was.location()) != null)
                .map(was -> DeployedBundle.of(context.getBundle(was.location()), was.spec()))
                .toList();
    }

    private static Set<Bundle> gone(ChangePlan plan) {
        Set<Bundle> gone = new LinkedHashSet<>();
        plan.removals().forEach(removal -> gone.add(removal.bundle()));
        return gone;
    }

    private void change(ChangePlan plan, Changes changes) throws DeploymentException {
        stop(plan);
        for (Removal removal : plan.removals()) {
            uninstall(removal, changes.undo);
        }
        for (Update update : plan.updates()) {
            update(update, changes.undo);
            changes.present.put(update.bundle(), update.spec());
        }
        for (Install install : plan.installs()) {
            changes.present.put(install(install, changes.undo), install.spec());
        }
        for (Kept kept : plan.kept()) {
            changes.present.put(kept.bundle(), kept.spec());
        }
        changes.present.forEach((bundle, spec) -> setStartLevel(bundle, spec.startLevel()));
    }

    /** Stops what goes or changes, last started first; whether it starts with the framework stays written down there. */
    private static void stop(ChangePlan plan) throws DeploymentException {
        List<Bundle> bundles = new ArrayList<>(gone(plan));
        plan.updates().forEach(update -> bundles.add(update.bundle()));
        bundles.sort(Comparator.comparing(Deployment::startLevel)
                .thenComparing(Bundle::getBundleId)
                .reversed());
        for (Bundle bundle : bundles) {
            try {
                if (!Snapshot.isFragment(bundle)) {
                    bundle.stop(Bundle.STOP_TRANSIENT);
                }
            } catch (BundleException e) {
                throw DeploymentException.of(bundle.getSymbolicName(), "it did not stop: " + reason(e), e);
            }
        }
    }

    private void uninstall(Removal removal, UndoLog undo) throws DeploymentException {
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

    private void update(Update update, UndoLog undo) throws DeploymentException {
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

    private Bundle install(Install install, UndoLog undo) throws DeploymentException {
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
        } catch (IOException e) {
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

    private void start(Map<Bundle, BundleSpec> bundles) throws DeploymentException {
        List<Map.Entry<Bundle, BundleSpec>> inOrder = new ArrayList<>(bundles.entrySet());
        inOrder.sort(Comparator.comparing(entry -> entry.getValue().startLevel()));
        for (Map.Entry<Bundle, BundleSpec> entry : inOrder) {
            if (entry.getValue().isFragment()) {
                continue;
            }
            starter.of(entry.getKey(), entry.getValue());
        }
    }

    /** Walks everything back, and adds to the failure what could not be restored. */
    private DeploymentException restored(
            DeploymentException failure, Changes changes, ChangePlan plan, Snapshot before) {
        if (failure.isStuck()) {
            LOG.error("Nothing can be taken back before the node is restarted, because {}", failure.getMessage());
            return failure;
        }
        LOG.warn("Going back to the modules that were active before, because {}", failure.getMessage());
        Set<Bundle> roots = new LinkedHashSet<>(plan.refreshRoots());
        for (Bundle bundle : changes.present.keySet()) {
            boolean kept = plan.kept().stream().anyMatch(one -> one.bundle().equals(bundle));
            if (!kept && bundle.adapt(BundleWiring.class) != null) {
                roots.add(bundle);
            }
        }
        List<Exception> troubles = new ArrayList<>(changes.undo.undo());
        try {
            refresh.of(roots);
        } catch (DeploymentException e) {
            troubles.add(e);
        }
        troubles.addAll(before.restore(context));
        for (Exception trouble : troubles) {
            LOG.error("Something could not be restored", trouble);
            failure.addSuppressed(trouble);
        }
        return troubles.isEmpty() ? failure : failure.withUnrestored(troubles.size());
    }

    static String reason(Exception e) {
        Throwable cause = e;
        while (cause.getCause() != null && cause.getCause() != cause) {
            cause = cause.getCause();
        }
        String text = cause.getMessage() == null ? cause.getClass().getName() : cause.getMessage();
        boolean named = cause instanceof BundleException || cause instanceof IOException;
        return (named ? text : cause.getClass().getSimpleName() + ": " + text).strip();
    }

    /** What was done so far. */
    private static final class Changes {
        private final UndoLog undo = new UndoLog();
        private final Map<Bundle, BundleSpec> present = new LinkedHashMap<>();
    }
}
