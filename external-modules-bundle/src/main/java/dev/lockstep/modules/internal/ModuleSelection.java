package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.ModuleList.Entry;
import dev.lockstep.modules.internal.resolution.ModuleResolver;
import dev.lockstep.modules.internal.resolution.ModuleResolver.Resolution;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Turns a request by a person or the server into the complete list of modules. */
final class ModuleSelection {
    private final Supplier<Fitness> fitness;
    private final AvailableModules available;
    private final Supplier<ModuleResolver> resolver;

    /**
     * @param available the modules that there are
     * @param resolver one that knows the platform as it is now
     */
    ModuleSelection(Supplier<Fitness> fitness, AvailableModules available, Supplier<ModuleResolver> resolver) {
        this.fitness = fitness;
        this.available = available;
        this.resolver = resolver;
    }

    /**
     * A list with exactly these modules; where one cannot be had or used, with what is there of it now.
     *
     * @param leftOut is told of each such module
     * @throws ProblemException if the source does not answer
     */
    ModuleList exactly(List<AssignedModule> wanted, ModuleList list, BiConsumer<String, Problem> leftOut) {
        AvailableModules.Described described = available.describe(wanted, list.modules());
        List<Entry> entries = new ArrayList<>();
        for (AssignedModule module : wanted) {
            Optional<Entry> before = list.entry(module.name());
            Optional<Problem> missing = Optional.ofNullable(described.missing().get(module));
            Optional<Entry> found =
                    Optional.ofNullable(described.modules().get(module)).map(one -> new Entry(one, true));
            Optional<Problem> useless = found.filter(one -> before.isPresent() && !before.equals(found))
                    .flatMap(one ->
                            resolver.get().objection(one.module()).map(reason -> unresolved(one.module(), reason)));
            missing.or(() -> useless).ifPresent(problem -> leftOut.accept(module.name(), problem));
            (missing.isPresent() || useless.isPresent() ? before : found).ifPresent(entries::add);
        }
        return list.withEntries(entries);
    }

    private static Problem unresolved(ModuleRelease module, Sentence reason) {
        return Problem.of(ProblemCode.MODULE_UNRESOLVED, Map.of("module", ModuleList.key(module), "reason", reason));
    }

    /**
     * A list with one more module, or another version of it, and with what it needs.
     *
     * @param version empty for the newest that fits
     * @param byName whether somebody asks for it; else it stays only as long as another module needs it
     * @throws ProblemException if it is unknown, does not fit, or does not resolve
     */
    ModuleList with(String name, Optional<Version> version, ModuleList list, boolean byName) {
        Offer offer = available.supply().offered();
        ModuleRelease module = choose(name, version, list, offer);
        ModuleList retried = list.withoutFailures(List.of(ModuleList.key(module)));
        List<ModuleRelease> requested = without(name, retried.requested());
        requested.add(module);
        return retried.withEntries(
                resolved(name, requested, list, offer, offer.described().modules()).stream()
                        .map(entry -> entry.module().name().equals(name) ? new Entry(entry.module(), byName) : entry)
                        .toList());
    }

    /**
     * A list without a module, and without what only it needed.
     *
     * @throws ProblemException if it is not there, or another module needs it
     */
    ModuleList without(String name, ModuleList list) {
        if (list.entry(name).isEmpty()) {
            throw ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", name));
        }
        List<ModuleRelease> rest = without(name, list.requested());
        List<Entry> left = resolved(name, rest, list, available.supply().trusted(), list.modules());
        if (left.stream().anyMatch(entry -> entry.module().name().equals(name))) {
            String dependents = rest.stream()
                    .filter(other -> needs(other, name, list))
                    .map(ModuleRelease::name)
                    .collect(Collectors.joining(", "));
            throw ProblemException.of(ProblemCode.MODULE_NEEDED, Map.of("module", name, "dependents", dependents));
        }
        return list.withEntries(left);
    }

    private ModuleRelease choose(String name, Optional<Version> version, ModuleList list, Offer offer) {
        // Whoever asks for a module by its name wants it tried again, too.
        ModuleList forgiving = list.withoutFailures(List.copyOf(list.failures().keySet()));
        CatalogueEntry best = catalogue(offer, forgiving).entries().stream()
                .filter(entry -> isMeant(entry.name(), entry.version(), name, version))
                .findFirst()
                .orElseThrow(() -> absent(name, version, offer));
        best.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        return best.module().orElseThrow(() -> unknown(name, version));
    }

    /** What is on offer, beside a list. */
    Catalogue catalogue(Offer offer, ModuleList list) {
        return new Catalogue(
                offer,
                list,
                fitness.get(),
                resolver.get(),
                available.supply().follows() ? Optional.of(available.supply().sourceName()) : Optional.empty());
    }

    private static boolean isMeant(String name, Version version, String wanted, Optional<Version> wantedVersion) {
        return name.equals(wanted)
                && wantedVersion.filter(other -> !other.equals(version)).isEmpty();
    }

    /** Why a module is not in the catalogue: what is withdrawn is not offered, but known. */
    private ProblemException absent(String name, Optional<Version> version, Offer offer) {
        return offer.withdrawals().entries().stream()
                .filter(entry -> entry.what().module().equals(Optional.of(name)))
                .filter(entry -> isMeant(name, entry.what().version(), name, version))
                .findFirst()
                .map(withdrawal -> new ProblemException(withdrawal.problem()))
                .orElseGet(() -> unknown(name, version));
    }

    private ProblemException unknown(String name, Optional<Version> version) {
        return available.submitted().stream()
                .map(SubmittedModule::module)
                .filter(module -> isMeant(module.name(), module.version(), name, version))
                .findFirst()
                .map(module ->
                        ProblemException.of(ProblemCode.MODULE_UNAPPROVED, Map.of("module", ModuleList.key(module))))
                .orElseGet(() -> ProblemException.of(
                        ProblemCode.MODULE_UNKNOWN,
                        Map.of(
                                "module",
                                version.map(wanted -> ModuleList.key(name, wanted))
                                        .orElse(name))));
    }

    private List<Entry> resolved(
            String changed, List<ModuleRelease> requested, ModuleList list, Offer offer, List<ModuleRelease> beside) {
        Optional<Version> release = fitness.get().computer().release();
        List<ModuleRelease> fit = beside.stream()
                .filter(other ->
                        release.flatMap(now -> Fitness.platform(other, now)).isEmpty())
                .filter(other -> offer.encroachment(other).isEmpty())
                .toList();
        Resolution resolution = resolver.get().resolve(requested, without(changed, list.modules()), fit);
        if (resolution instanceof Resolution.Unresolvable failed) {
            throw ProblemException.of(
                    ProblemCode.MODULE_UNRESOLVED, Map.of("module", failed.module(), "reason", failed.reason()));
        }
        Set<String> names = requested.stream().map(ModuleRelease::name).collect(Collectors.toSet());
        return ((Resolution.Resolved) resolution)
                .modules().stream()
                        .map(one -> new Entry(one, names.contains(one.name())))
                        .toList();
    }

    private boolean needs(ModuleRelease module, String name, ModuleList list) {
        return resolver.get().resolve(List.of(module), list.modules(), List.of())
                        instanceof Resolution.Resolved resolved
                && resolved.modules().stream().anyMatch(needed -> needed.name().equals(name));
    }

    private static List<ModuleRelease> without(String name, List<ModuleRelease> modules) {
        List<ModuleRelease> others = new ArrayList<>(modules);
        others.removeIf(other -> other.name().equals(name));
        return others;
    }
}
