package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether a module can be loaded on this computer, as far as its description alone can tell.
 *
 * @param computer what it has to fit
 * @param failureLimit after how many failures it is held off
 */
record Fitness(Computer computer, int failureLimit) {
    /**
     * Why a module is not to be loaded.
     *
     * @param state what it is instead
     * @param problem the reason, unless it simply is for others
     * @param remarks what else is to be said: for whom it is
     */
    record Unfit(ModuleState state, Optional<Problem> problem, List<Sentence> remarks) {
        Unfit(ModuleState state, Optional<Problem> problem) {
            this(state, problem, List.of());
        }

        /** It is for other computers, which is no problem. */
        static Unfit forOthers(Sentence reason) {
            return new Unfit(ModuleState.NOT_FOR_THIS_COMPUTER, Optional.empty(), List.of(reason));
        }

        static Unfit notLoaded(Problem problem) {
            return new Unfit(ModuleState.NOT_LOADED, Optional.of(problem));
        }
    }

    Optional<Unfit> of(ModuleRelease module, ModuleList list) {
        if (!module.components().isEmpty() && module.components().stream().noneMatch(computer.components()::contains)) {
            return Optional.of(Unfit.forOthers(Sentence.of(
                    "module.for-components", Map.of("components", String.join(", ", module.components())))));
        }
        Optional<Problem> platform = computer.release().flatMap(release -> platform(module, release));
        if (platform.isPresent()) {
            return platform.map(Unfit::notLoaded);
        }
        ModuleList.Failure failure = list.failures().get(ModuleList.key(module));
        if (failure != null && failure.count() >= failureLimit) {
            return Optional.of(new Unfit(
                    ModuleState.HELD_OFF,
                    Optional.of(Problem.of(
                            ProblemCode.VERSION_HELD_OFF,
                            Map.of("version", ModuleList.key(module), "reason", failure.reason())))));
        }
        return Optional.empty();
    }

    /** Why a module is not for a release of the platform. */
    static Optional<Problem> platform(ModuleRelease module, Version release) {
        return module.platform().contains(release)
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.MODULE_INCOMPATIBLE,
                        Map.of(
                                "module", ModuleList.key(module),
                                "range", module.platform().toString(),
                                "platform", release.toString())));
    }
}
