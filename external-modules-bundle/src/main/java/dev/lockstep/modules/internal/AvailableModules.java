package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The modules that there are to choose from: what the vendor or the site's approver signed, and what came from files of this
 * computer.
 *
 * @param supply what is signed
 * @param files what came from files
 */
record AvailableModules(Supply supply, LocalModules files) {
    static AssignedModule assigned(ModuleRelease module) {
        return new AssignedModule(module.name(), module.version());
    }

    /** What came from files, approved or not. */
    List<SubmittedModule> submitted() {
        return submitted(local());
    }

    /** Modules from files, and whether the site's approver or the vendor vouched for them. */
    List<SubmittedModule> submitted(List<ModuleRelease> modules) {
        Offer trusted = supply.trusted();
        return modules.stream()
                .map(module -> new SubmittedModule(module, trusted.offers(module)))
                .toList();
    }

    List<ModuleRelease> local() {
        try {
            return files.all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Describes modules: what the vendor says of them now counts; only of what it does not offer any more, what is known here.
     *
     * @param known the modules whose descriptions are written down here
     * @throws ProblemException if one is unknown, or must not be installed because of the names of its bundles
     */
    List<ModuleRelease> describe(List<AssignedModule> wanted, List<ModuleRelease> known) {
        Offer trusted = supply.trusted();
        List<ModuleRelease> withdrawn = known.stream()
                .filter(module -> wanted.contains(assigned(module)) && !trusted.offers(module))
                .toList();
        List<AssignedModule> rest = new ArrayList<>(wanted);
        withdrawn.forEach(module -> rest.remove(assigned(module)));
        Offer offer = supply.offering(rest);
        List<ModuleRelease> described = Stream.concat(
                        withdrawn.stream(), rest.stream().map(offer::module))
                .toList();
        described.stream()
                .flatMap(module -> offer.encroachment(module).stream())
                .findFirst()
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
        return described;
    }

    /** Those that the computers below can have, too: they trust only what the vendor or the site's approver signed. */
    List<AssignedModule> forOthers(List<ModuleRelease> modules) {
        List<ModuleRelease> own = local();
        Offer trusted = supply.trusted();
        return modules.stream()
                .filter(module -> trusted.offers(module) || !own.contains(module))
                .map(AvailableModules::assigned)
                .toList();
    }
}
