package dev.lockstep.modules.internal;

import dev.lockstep.core.node.ExternalModules.CatalogueEntry;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Puts what is offered beside what is here. */
final class Catalogue {
    private static final Comparator<CatalogueEntry> ORDER = Comparator.comparing(
                    (CatalogueEntry entry) -> entry.problem().isPresent())
            .thenComparing(entry -> entry.module().name())
            .thenComparing(entry -> entry.module().version(), Comparator.reverseOrder());

    private Catalogue() {}

    /** What can be installed first, then by name, newest first. */
    static List<CatalogueEntry> of(Offer offer, ModuleList list, Fitness fitness) {
        return offer.modules().stream()
                .map(module -> new CatalogueEntry(
                        module,
                        list.entry(module.name()).map(entry -> entry.module().version()),
                        problem(offer, module, list, fitness)))
                .sorted(ORDER)
                .toList();
    }

    private static Optional<Problem> problem(Offer offer, ModuleRelease module, ModuleList list, Fitness fitness) {
        try {
            ModuleContents.require(module, list.contents());
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
        return offer.encroachment(module).or(() -> fitness.of(module, list).flatMap(Fitness.Unfit::problem));
    }
}
