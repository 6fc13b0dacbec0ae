package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
     * Descriptions of modules.
     *
     * @param modules those that can be had, by what was asked for
     * @param missing why the others cannot, or must not be installed
     */
    record Described(Map<AssignedModule, ModuleRelease> modules, Map<AssignedModule, Problem> missing) {}

    /**
     * Describes modules: what the vendor says of them now counts; only of what it does not offer any more, what is known here.
     *
     * @param known the modules whose descriptions are written down here
     * @throws ProblemException if the source does not answer
     */
    Described describe(List<AssignedModule> wanted, List<ModuleRelease> known) {
        Map<AssignedModule, ModuleRelease> modules = new HashMap<>();
        Map<AssignedModule, Problem> missing = new HashMap<>();
        Offer trusted = supply.trusted();
        known.stream()
                .filter(module -> wanted.contains(assigned(module)) && !trusted.offers(module))
                .forEach(module -> modules.put(assigned(module), module));
        List<AssignedModule> rest = new ArrayList<>(wanted);
        rest.removeAll(modules.keySet());
        Offer offer = supply.offering(rest);
        for (AssignedModule module : rest) {
            try {
                modules.put(module, offer.module(module));
            } catch (ProblemException e) {
                if (!Offer.isOfOneFile(e.problem())) {
                    throw e;
                }
                missing.put(module, e.problem());
            }
        }
        // What is here already goes on running.
        wanted.stream()
                .filter(module -> known.stream().map(AvailableModules::assigned).noneMatch(module::equals))
                .forEach(module -> offer.withdrawals()
                        .of(module.name(), module.version())
                        .ifPresent(withdrawal -> missing.put(module, withdrawal.problem())));
        modules.forEach((name, module) -> offer.encroachment(module).ifPresent(problem -> missing.put(name, problem)));
        return new Described(modules, missing);
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
