package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
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
record Choice(Supply supply, LocalModules files) {
    static AssignedModule assigned(ModuleRelease module) {
        return new AssignedModule(module.name(), module.version());
    }

    /** What came from files, approved or not. */
    List<SubmittedModule> submitted() {
        return local().stream().map(this::submitted).toList();
    }

    /** A module from a file, and whether the site's approver or the vendor vouched for it. */
    SubmittedModule submitted(ModuleRelease module) {
        return new SubmittedModule(module, supply.offers(module));
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
     */
    List<ModuleRelease> describe(List<AssignedModule> wanted, List<ModuleRelease> known) {
        List<ModuleRelease> withdrawn = known.stream()
                .filter(module -> wanted.contains(assigned(module)) && !supply.offers(module))
                .toList();
        List<AssignedModule> offered = new ArrayList<>(wanted);
        withdrawn.forEach(module -> offered.remove(assigned(module)));
        return Stream.concat(withdrawn.stream(), supply.describe(offered).stream())
                .toList();
    }

    /** Those that the computers below can have, too: they trust only what the vendor or the site's approver signed. */
    List<AssignedModule> forOthers(List<ModuleRelease> modules) {
        List<ModuleRelease> own = local();
        return modules.stream()
                .filter(module -> supply.offers(module) || !own.contains(module))
                .map(Choice::assigned)
                .toList();
    }
}
