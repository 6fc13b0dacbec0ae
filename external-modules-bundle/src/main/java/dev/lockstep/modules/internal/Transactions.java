package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.modules.internal.deployment.ChangePlan;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import dev.lockstep.modules.internal.deployment.Deployment;
import dev.lockstep.modules.internal.deployment.DeploymentException;
import dev.lockstep.modules.internal.resolution.InstalledPlatform;
import dev.lockstep.modules.internal.resolution.ModuleResolver;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.osgi.framework.Bundle;

/**
 * Takes the computer from one module list to another, in the framework and on disk. For one thread at a time.
 *
 * <p>Before the framework is touched it is written down which modules are tried; afterwards, what came of it. So a module
 * that kills the node is known for it at the next start.
 */
final class Transactions {
    private final Deployment deployment;
    private final Supplier<InstalledPlatform> platform;
    private final Fitness fitness;
    private final ModuleListFile file;

    Transactions(Deployment deployment, Supplier<InstalledPlatform> platform, Fitness fitness, ModuleListFile file) {
        this.deployment = deployment;
        this.platform = platform;
        this.fitness = fitness;
        this.file = file;
    }

    /**
     * Which modules of a list are to be loaded.
     *
     * @param leftOut why some are left out at present, by name
     */
    Intent intent(ModuleList list, Map<String, Problem> leftOut) {
        return Intent.of(list, fitness, leftOut, resolver());
    }

    ModuleResolver resolver() {
        return new ModuleResolver(platform.get());
    }

    /**
     * Says what would be done.
     *
     * @throws ProblemException if it would not be done
     */
    ChangeOutcome simulate(ModuleList before, ModuleList after, Map<String, Problem> leftOut) {
        Intent intent = intent(after, leftOut);
        ChangePlan plan = plan(before, intent);
        return new ChangeOutcome.Simulated(
                Intent.sentences(before, after, intent),
                plan.refreshed().stream().map(Transactions::name).toList());
    }

    /**
     * Does it, and writes it down.
     *
     * @param before what is written down now
     * @param kept told what is written down afterwards, also if it fails
     * @throws ProblemException if nothing was touched
     */
    ChangeOutcome apply(ModuleList before, ModuleList after, Map<String, Problem> leftOut, Consumer<ModuleList> kept)
            throws IOException {
        Intent intent = intent(after, leftOut);
        ChangePlan plan = plan(before, intent);
        if (deployment.isDone(plan)) {
            if (!after.equals(before)) {
                write(after, kept);
            }
            return new ChangeOutcome.Changed(Intent.sentences(before, after, intent));
        }
        List<String> tried = intent.loaded().stream()
                .filter(module -> !before.modules().contains(module))
                .map(ModuleList::key)
                .toList();
        if (!plan.isEmpty()) {
            write(before.withAttempt(tried), kept);
        }
        try {
            List<DeployedBundle> deployed = deployment.apply(plan);
            write(after.withDeployed(deployed).withoutFailures(tried), kept);
            return new ChangeOutcome.Changed(Intent.sentences(before, after, intent));
        } catch (DeploymentException e) {
            List<String> blamed = blamed(e, intent.loaded(), tried);
            ModuleList failed = before.withFailure(blamed, e.getMessage());
            // What could not be put back is not known any more, and so gets its signed bytes at the next chance.
            write(e.isRestored() ? failed.withDeployed(deployment.stillThere(failed.deployed())) : failed, kept);
            return new ChangeOutcome.RolledBack(problem(e, blamed));
        } catch (ProblemException e) {
            write(before, kept);
            throw e;
        }
    }

    private void write(ModuleList list, Consumer<ModuleList> kept) throws IOException {
        file.write(list);
        kept.accept(list);
    }

    private ChangePlan plan(ModuleList before, Intent intent) {
        ChangePlan plan = deployment.plan(intent.bundles(), before.deployed());
        if (!plan.disturbed().isEmpty()) {
            throw ProblemException.of(
                    ProblemCode.MODULE_DISTURBS_NODE,
                    Map.of(
                            "module",
                            String.join(", ", plan.sentences()),
                            "bundles",
                            plan.disturbed().stream()
                                    .map(Bundle::getSymbolicName)
                                    .collect(Collectors.joining(", "))));
        }
        return plan;
    }

    /** What worked before is not counted as failing now: what is new has broken it. */
    private static List<String> blamed(DeploymentException failure, List<ModuleRelease> loaded, List<String> tried) {
        List<String> named = loaded.stream()
                .filter(module -> module.name().equals(failure.module()))
                .map(ModuleList::key)
                .filter(tried::contains)
                .toList();
        return named.isEmpty() ? tried : named;
    }

    private static Problem problem(DeploymentException failure, List<String> blamed) {
        String module = blamed.isEmpty() ? failure.module() : String.join(", ", blamed);
        String reason = failure.isRestored()
                ? failure.getMessage()
                : failure.getMessage() + " (not everything could be put back, see the log)";
        return Problem.of(ProblemCode.MODULE_START_FAILED, Map.of("module", module, "reason", reason));
    }

    private static String name(Bundle bundle) {
        return bundle.getSymbolicName() + " " + bundle.getVersion();
    }
}
