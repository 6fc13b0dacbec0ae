package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.modules.internal.deployment.ChangePlan.Install;
import dev.lockstep.modules.internal.deployment.ChangePlan.Kept;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
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
    private final BundleLifeCycle lifeCycle;
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
        this.lifeCycle = new BundleLifeCycle(limits.ready());
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
        return plan.isEmpty() && plan.kept().stream().allMatch(kept -> runs(kept) && hasItsStartLevel(kept));
    }

    private static boolean runs(Kept kept) {
        return runs(kept.bundle(), kept.spec());
    }

    private static boolean runs(Bundle bundle, BundleSpec spec) {
        return spec.isFragment() ? bundle.getState() == Bundle.RESOLVED : FrameworkSnapshot.isStarted(bundle);
    }

    private static boolean hasItsStartLevel(Kept kept) {
        return kept.bundle().adapt(BundleStartLevel.class).getStartLevel()
                == kept.spec().startLevel();
    }

    /** The modules of which something is not there or does not run before the plan is carried out. */
    public Set<String> notRunning(ChangePlan plan) {
        return Stream.concat(
                        plan.installs().stream().map(Install::spec),
                        plan.kept().stream().filter(kept -> !runs(kept)).map(Kept::spec))
                .map(BundleSpec::module)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Does what the plan says.
     *
     * @return what is there now
     * @throws DeploymentException if it could not be done; then what was there before is there again
     */
    public List<DeployedBundle> apply(ChangePlan plan) throws DeploymentException {
        bytes.require(plan.needed());
        FrameworkSnapshot before = FrameworkSnapshot.of(context);
        BundleChanges changes = new BundleChanges(context, bytes, lifeCycle);
        try (Touched touched = Touched.listen(context)) {
            touched.add(plan.touched());
            try {
                changes.make(plan);
                touched.add(refresh.reach(plan.refreshRoots()));
                refresh.of(plan.refreshRoots());
                start(changes.present());
                verification.await(
                        changes.present(),
                        () -> before.active(bundle -> touched.contains(bundle.getLocation())
                                && !plan.gone().contains(bundle)));
            } catch (DeploymentException failure) {
                throw restored(failure, changes, plan, before, touched);
            } catch (RuntimeException failure) {
                throw restored(DeploymentException.unexpected(failure), changes, plan, before, touched);
            }
        }
        return changes.present().entrySet().stream()
                .map(entry -> DeployedBundle.of(entry.getKey(), entry.getValue()))
                .toList();
    }

    /**
     * What was written down, as it is after everything that a plan did was put back: bytes are the same, the times of change
     * are not. What somebody else has changed is not known any more.
     */
    public List<DeployedBundle> stillThere(Collection<DeployedBundle> known, ChangePlan undone) {
        Set<DeployedBundle> putBack = undone.formers();
        return known.stream()
                .filter(was -> {
                    Bundle bundle = context.getBundle(was.location());
                    return bundle != null && (putBack.contains(was) || was.describes(bundle));
                })
                .map(was -> DeployedBundle.of(context.getBundle(was.location()), was.spec()))
                .toList();
    }

    /** The bundles that were written down and do not run: somebody stopped them, or they stopped themselves. */
    public List<BundleSpec> stopped(Collection<DeployedBundle> known) {
        return known.stream()
                .filter(was -> {
                    Bundle bundle = context.getBundle(was.location());
                    return bundle == null || !runs(bundle, was.spec());
                })
                .map(DeployedBundle::spec)
                .toList();
    }

    /** What is to be said of bundles that run, by the modules that brought them. */
    public Map<String, List<Sentence>> remarks(Collection<DeployedBundle> known) {
        Remarks remarks = new Remarks(context);
        Map<String, List<Sentence>> all = new TreeMap<>();
        for (DeployedBundle was : known) {
            Bundle bundle = context.getBundle(was.location());
            if (bundle != null && runs(bundle, was.spec())) {
                all.computeIfAbsent(was.spec().module(), module -> new ArrayList<>())
                        .addAll(remarks.of(bundle));
            }
        }
        return all;
    }

    private void start(Map<Bundle, BundleSpec> bundles) throws DeploymentException {
        List<Map.Entry<Bundle, BundleSpec>> inOrder = new ArrayList<>(bundles.entrySet());
        inOrder.sort(Comparator.comparing(entry -> entry.getValue().startLevel()));
        for (Map.Entry<Bundle, BundleSpec> entry : inOrder) {
            if (!entry.getValue().isFragment()) {
                lifeCycle.start(entry.getKey(), entry.getValue());
            }
        }
    }

    /** Walks back what was done, touches nothing else, and adds to the failure what could not be restored. */
    private DeploymentException restored(
            DeploymentException failure,
            BundleChanges changes,
            ChangePlan plan,
            FrameworkSnapshot before,
            Touched touched) {
        if (failure.isStuck()) {
            LOG.error("Nothing can be taken back before the node is restarted, because {}", failure.getMessage());
            return failure;
        }
        LOG.warn("Going back to the modules that were active before, because {}", failure.getMessage());
        Set<Bundle> roots = new LinkedHashSet<>(plan.refreshRoots());
        for (Bundle bundle : changes.present().keySet()) {
            boolean kept = plan.kept().stream().anyMatch(one -> one.bundle().equals(bundle));
            if (!kept && bundle.adapt(BundleWiring.class) != null) {
                roots.add(bundle);
            }
        }
        List<Exception> troubles = new ArrayList<>(changes.undo());
        try {
            touched.add(refresh.reach(roots));
            refresh.of(roots);
        } catch (DeploymentException e) {
            troubles.add(e);
        }
        troubles.addAll(before.restore(context, touched));
        for (Exception trouble : troubles) {
            LOG.error("Something could not be restored", trouble);
            failure.addSuppressed(trouble);
        }
        return troubles.isEmpty() ? failure : failure.withUnrestored(troubles.size());
    }
}
