package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.trust.VendorMetadata.OfferedModule;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.NativeSystems;
import dev.lockstep.modules.internal.resolution.ModuleResolver;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Puts what is offered beside what is here.
 *
 * @param offer what is signed
 * @param list what is here
 * @param fitness what it has to fit
 * @param resolver one that knows the platform
 * @param server the computer from which this one takes what it installs; empty if it decides itself
 */
record Catalogue(Offer offer, ModuleList list, Fitness fitness, ModuleResolver resolver, Optional<String> server) {
    private static final Comparator<CatalogueEntry> ORDER = Comparator.comparing(
                    (CatalogueEntry entry) -> entry.problem().isPresent())
            .thenComparing(CatalogueEntry::name)
            .thenComparing(CatalogueEntry::version, Comparator.reverseOrder());

    /** What can be installed first, then by name, newest first. */
    List<CatalogueEntry> entries() {
        Offer.Described described = offer.described();
        return Stream.concat(
                        described.modules().stream()
                                .map(module -> CatalogueEntry.of(module, installed(module.name()), problem(module))
                                        .remarking(remarks(module))),
                        described.missing().entrySet().stream()
                                .map(missing -> missing(missing.getKey(), missing.getValue())))
                .sorted(ORDER)
                .toList();
    }

    /** For whom it is, if not for this computer. */
    private List<Sentence> remarks(ModuleRelease module) {
        return fitness.of(module, list)
                .map(Fitness.Unfit::remarks)
                .filter(remarks -> !remarks.isEmpty())
                .or(() -> resolver.forOtherSystems(module).map(List::of))
                .or(() -> NativeSystems.of(module)
                        .map(systems -> List.of(Sentence.of("module.native", Map.of("systems", systems.toString())))))
                .orElse(List.of());
    }

    private CatalogueEntry missing(OfferedModule module, Problem why) {
        // A server has what it installs, and nothing else.
        Problem problem = server.filter(name -> why.code() == ProblemCode.PAYLOAD_MISSING)
                .map(name -> Problem.of(
                        ProblemCode.MODULE_NOT_MIRRORED,
                        Map.of("module", ModuleList.key(module.name(), module.version()), "address", name)))
                .orElse(why);
        return new CatalogueEntry(
                module.name(), module.version(), Optional.empty(), installed(module.name()), Optional.of(problem));
    }

    private Optional<Version> installed(String name) {
        return list.entry(name).map(entry -> entry.module().version());
    }

    private Optional<Problem> problem(ModuleRelease module) {
        try {
            ModuleContents.require(module, list.contents());
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
        return offer.encroachment(module)
                .or(() -> resolver.objection(module)
                        .map(reason -> Problem.of(
                                ProblemCode.MODULE_UNRESOLVED,
                                Map.of("module", ModuleList.key(module), "reason", reason))))
                .or(() -> fitness.of(module, list).flatMap(Fitness.Unfit::problem));
    }
}
