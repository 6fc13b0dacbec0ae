package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.modules.internal.deployment.BundleSpec;
import dev.lockstep.modules.internal.resolution.ModuleResolver;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Which modules of a list are to be loaded on this computer, and why the others are not.
 *
 * @param loaded those that are
 * @param unfit why others are not, by name
 */
record LoadPlan(List<ModuleRelease> loaded, Map<String, Fitness.Unfit> unfit) {
    LoadPlan {
        loaded = List.copyOf(loaded);
        unfit = Map.copyOf(unfit);
    }

    static LoadPlan of(ModuleList list, Fitness fitness, Map<String, Problem> leftOut, ModuleResolver resolver) {
        Map<String, Fitness.Unfit> unfit = new HashMap<>();
        List<ModuleRelease> fit = new ArrayList<>();
        for (ModuleRelease module : list.modules()) {
            Optional<Fitness.Unfit> out =
                    Optional.ofNullable(leftOut.get(module.name())).map(Fitness.Unfit::notLoaded);
            fitness.of(module, list)
                    .or(() -> resolver.forOtherSystems(module).map(Fitness.Unfit::forOthers))
                    .or(() -> out)
                    .ifPresentOrElse(reason -> unfit.put(module.name(), reason), () -> fit.add(module));
        }
        ModuleResolver.Partial partial = resolver.resolveWhatCan(fit);
        List<ModuleRelease> others = list.modules().stream()
                .filter(module -> isForOthers(unfit.get(module.name())))
                .toList();
        for (ModuleRelease module : fit) {
            Sentence reason = partial.reasons().get(module.name());
            if (reason != null) {
                Optional<ModuleRelease> missed = missed(module, partial.modules(), others, resolver);
                unfit.put(
                        module.name(),
                        missed.map(other -> Fitness.Unfit.forOthers(
                                        Sentence.of("module.for-those-with", Map.of("module", ModuleList.key(other)))))
                                .orElseGet(() -> Fitness.Unfit.notLoaded(Problem.of(
                                        ProblemCode.MODULE_UNRESOLVED,
                                        Map.of("module", ModuleList.key(module), "reason", reason)))));
            }
        }
        return new LoadPlan(partial.modules(), unfit);
    }

    private static boolean isForOthers(Fitness.Unfit unfit) {
        return unfit != null && unfit.state() == ModuleState.NOT_FOR_THIS_COMPUTER;
    }

    /** What a module lacks here only because that is for other computers: then the module itself is for them. */
    private static Optional<ModuleRelease> missed(
            ModuleRelease module, List<ModuleRelease> loaded, List<ModuleRelease> others, ModuleResolver resolver) {
        List<ModuleRelease> all = new ArrayList<>(loaded);
        all.add(module);
        all.addAll(others);
        if (others.isEmpty() || !resolver.resolveWhatCan(all).modules().contains(module)) {
            return Optional.empty();
        }
        return others.stream()
                .filter(other -> !resolver.resolveWhatCan(
                                all.stream().filter(one -> !one.equals(other)).toList())
                        .modules()
                        .contains(module))
                .findFirst();
    }

    boolean loads(String name) {
        return loaded.stream().anyMatch(module -> module.name().equals(name));
    }

    /** The bundles to be there; one that two modules bring with the same bytes is there once. */
    List<BundleSpec> bundles() {
        Map<String, BundleSpec> bundles = new LinkedHashMap<>();
        for (ModuleRelease module : loaded) {
            for (ModuleRelease.Bundle bundle : module.bundles()) {
                bundles.putIfAbsent(
                        bundle.symbolicName() + " " + bundle.blob().digest(), BundleSpec.of(module.name(), bundle));
            }
        }
        return List.copyOf(bundles.values());
    }

    /** What changes, in sentences for a person. */
    static List<Sentence> sentences(ModuleList before, ModuleList after, LoadPlan plan) {
        List<Sentence> sentences = new ArrayList<>();
        for (ModuleList.Entry old : before.entries()) {
            if (after.entry(old.module().name()).isEmpty()) {
                sentences.add(Sentence.of("module.remove", Map.of("module", ModuleList.key(old.module()))));
            }
        }
        for (ModuleList.Entry entry : after.entries()) {
            ModuleRelease module = entry.module();
            Optional<ModuleRelease> old = before.entry(module.name()).map(ModuleList.Entry::module);
            if (old.isEmpty()) {
                sentences.add(Sentence.of(
                        entry.requested() ? "module.install" : "module.install-needed",
                        Map.of("module", ModuleList.key(module))));
            } else if (!Objects.equals(old.get().version(), module.version())) {
                sentences.add(Sentence.of(
                        "module.update", Map.of("module", ModuleList.key(old.get()), "version", module.version())));
            }
            Fitness.Unfit unfit = plan.unfit().get(module.name());
            if (unfit != null && (old.isEmpty() || !old.get().version().equals(module.version()))) {
                sentences.add(unfit.problem()
                        .map(problem -> Sentence.of("module.not-loaded", Map.of("problem", problem.sentence())))
                        .orElseGet(() -> Sentence.of(
                                "module.not-for-this-computer",
                                Map.of("reason", unfit.remarks().get(0)))));
            }
        }
        return sentences;
    }
}
