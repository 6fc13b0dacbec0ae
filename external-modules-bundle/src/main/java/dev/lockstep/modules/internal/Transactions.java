package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.modules.internal.deployment.BundleSpec;
import dev.lockstep.modules.internal.deployment.ChangePlan;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import dev.lockstep.modules.internal.deployment.Deployment;
import dev.lockstep.modules.internal.deployment.DeploymentException;
import dev.lockstep.modules.internal.resolution.InstalledPlatform;
import dev.lockstep.modules.internal.resolution.ModuleResolver;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the computer from one module list to another, in the framework and on disk. For one thread at a time.
 *
 * <p>Before the framework is touched it is written down which modules are tried; afterwards, what came of it. So a module
 * that kills the node is known for it at the next start.
 */
final class Transactions {
    private static final Logger LOG = LoggerFactory.getLogger(Transactions.class);

    private final Deployment deployment;
    private final Supplier<InstalledPlatform> platform;
    private final Supplier<Fitness> fitness;
    private final ModuleListFile file;
    private final GuardList guard;
    private volatile Map<String, Problem> leftOut = Map.of();

    Transactions(
            Deployment deployment,
            Supplier<InstalledPlatform> platform,
            Supplier<Fitness> fitness,
            ModuleListFile file,
            GuardList guard) {
        this.deployment = deployment;
        this.platform = platform;
        this.fitness = fitness;
        this.file = file;
        this.guard = guard;
    }

    /** Which modules of a list are to be loaded. */
    LoadPlan loadPlan(ModuleList list) {
        return loadPlan(list, Map.of());
    }

    /** Which modules of a list are to be loaded, but for those that the last change had to leave out. */
    LoadPlan loaded(ModuleList list) {
        return loadPlan(list, leftOut);
    }

    private LoadPlan loadPlan(ModuleList list, Map<String, Problem> without) {
        return LoadPlan.of(list, fitness.get(), without, resolver());
    }

    /** The modules of a list that the framework cannot hold again without their payloads. */
    Set<String> needed(ModuleList list) {
        return plan(list, loadPlan(list)).needed().stream()
                .map(BundleSpec::module)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Why modules that were loaded do not run any more, by name. */
    Map<String, Problem> stopped(ModuleList list) {
        Map<String, Problem> stopped = new HashMap<>();
        for (BundleSpec bundle : deployment.stopped(list.deployed())) {
            stopped.putIfAbsent(
                    bundle.module(),
                    Problem.of(
                            ProblemCode.MODULE_START_FAILED,
                            Map.of(
                                    "module",
                                    bundle.module(),
                                    "reason",
                                    Sentence.of("module.stopped", Map.of("bundle", bundle)))));
        }
        return stopped;
    }

    /** What is to be said of modules that run, by name. */
    Map<String, List<Sentence>> remarks(ModuleList list) {
        return deployment.remarks(list.deployed());
    }

    ModuleResolver resolver() {
        return new ModuleResolver(platform.get());
    }

    /**
     * Says what would be done.
     *
     * @throws ProblemException if it would not be done
     */
    ChangeOutcome simulate(ModuleList before, ModuleList after) {
        LoadPlan load = loadPlan(after);
        ChangePlan plan = plan(before, load);
        return new ChangeOutcome.Simulated(
                LoadPlan.sentences(before, after, load),
                plan.refreshed().stream().map(ChangePlan::name).toList());
    }

    /**
     * Does it, and writes it down. A module that did not run before and still does not holds up no other that comes or goes: it
     * is left out.
     *
     * @param before what is written down now
     * @param kept told what is written down afterwards, also if it fails
     * @throws ProblemException if nothing was touched
     */
    ChangeOutcome apply(ModuleList before, ModuleList after, Consumer<ModuleList> kept) throws IOException {
        return apply(before, after, Map.of(), !before.modules().equals(after.modules()), kept);
    }

    /**
     * Makes the framework hold a list again. A module that fails is left out until the next change, so that the others run.
     *
     * @param missing why modules cannot be had now, by name: they are left out, too
     */
    ChangeOutcome restore(ModuleList list, Map<String, Problem> missing, Consumer<ModuleList> kept) throws IOException {
        return apply(list, list, missing, true, kept);
    }

    private ChangeOutcome apply(
            ModuleList before,
            ModuleList after,
            Map<String, Problem> missing,
            boolean mayLeaveOut,
            Consumer<ModuleList> kept)
            throws IOException {
        Map<String, Problem> out = new HashMap<>(missing);
        ModuleList now = before;
        LoadPlan load = loadPlan(after, out);
        while (true) {
            ChangePlan plan = plan(now, load);
            List<String> tried = tried(before, load);
            Set<String> idle = deployment.notRunning(plan);
            try {
                deploy(plan, load, now, after, tried, kept);
                leftOut = Map.copyOf(out);
                return new ChangeOutcome.Changed(LoadPlan.sentences(before, after, load));
            } catch (DeploymentException e) {
                List<String> blamed = blamed(e, load, tried, idle);
                now = afterFailure(now.withFailure(blamed, e.getMessage()), plan, e);
                write(now, kept);
                Problem problem = problem(e, blamed);
                if (!mayLeaveOut || !blamed.isEmpty() || !load.loads(e.module()) || !e.isRestored()) {
                    return new ChangeOutcome.RolledBack(problem);
                }
                out.put(e.module(), problem);
                load = loadPlan(after, out);
                // The new modules may need it; then trying again would be useless.
                if (!tried.equals(tried(before, load))) {
                    return new ChangeOutcome.RolledBack(problem);
                }
                LOG.error("A module is left out: {}", problem);
            } catch (ProblemException e) {
                write(now, kept);
                throw e;
            }
        }
    }

    private void deploy(
            ChangePlan plan,
            LoadPlan load,
            ModuleList now,
            ModuleList after,
            List<String> tried,
            Consumer<ModuleList> kept)
            throws IOException, DeploymentException {
        if (deployment.isDone(plan)) {
            mayRun(now.deployed(), List.of());
            ModuleList same = after.withDeployed(now.deployed());
            if (!same.equals(now)) {
                write(same, kept);
            }
            return;
        }
        if (!plan.isEmpty()) {
            write(now.withAttempt(tried), kept);
        }
        // What is there now stays allowed until it is certain that it is not needed for going back.
        mayRun(now.deployed(), load.bundles());
        List<DeployedBundle> deployed = deployment.apply(plan);
        mayRun(deployed, List.of());
        write(after.withDeployed(deployed).withoutFailures(tried), kept);
    }

    /** Tells the guard which bundles of modules may run: it has to know before they are installed. */
    private void mayRun(List<DeployedBundle> there, List<BundleSpec> wanted) throws IOException {
        Map<Digest, String> bundles = new HashMap<>();
        Stream.concat(there.stream().map(DeployedBundle::spec), wanted.stream())
                .forEach(bundle -> bundles.put(bundle.blob().digest(), bundle.toString()));
        guard.write(bundles);
    }

    /** The modules that are loaded now and were not wanted before. */
    private static List<String> tried(ModuleList before, LoadPlan load) {
        return load.loaded().stream()
                .filter(module -> !before.modules().contains(module))
                .map(ModuleList::key)
                .toList();
    }

    /** What could not be put back is not known any more, and so gets its signed bytes at the next chance. */
    private ModuleList afterFailure(ModuleList list, ChangePlan plan, DeploymentException failure) {
        return failure.isRestored() ? list.withDeployed(deployment.stillThere(list.deployed(), plan)) : list;
    }

    private void write(ModuleList list, Consumer<ModuleList> kept) throws IOException {
        file.write(list);
        kept.accept(list);
    }

    private ChangePlan plan(ModuleList before, LoadPlan load) {
        ChangePlan plan = deployment.plan(load.bundles(), before.deployed());
        if (!plan.disturbed().isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.MODULE_DISTURBS_NODE,
                    Map.of(
                            "module",
                            String.join(", ", plan.changed()),
                            "bundles",
                            plan.disturbed().stream()
                                    .map(Bundle::getSymbolicName)
                                    .collect(Collectors.joining(", "))));
        }
        return plan;
    }

    /** What ran before is not counted as failing now: what is new has broken it. What did not run has no one to blame. */
    private static List<String> blamed(
            DeploymentException failure, LoadPlan load, List<String> tried, Set<String> idle) {
        List<String> named = load.loaded().stream()
                .filter(module -> module.name().equals(failure.module()))
                .map(ModuleList::key)
                .filter(tried::contains)
                .toList();
        if (!named.isEmpty()) {
            return named;
        }
        return idle.contains(failure.module()) ? List.of() : tried;
    }

    private static Problem problem(DeploymentException failure, List<String> blamed) {
        String module = blamed.isEmpty() ? failure.module() : String.join(", ", blamed);
        Sentence cause = Sentence.said(failure);
        Sentence reason = failure.isRestored() ? cause : Sentence.of("module.not-put-back", Map.of("cause", cause));
        return Problem.of(ProblemCode.MODULE_START_FAILED, Map.of("module", module, "reason", reason));
    }
}
