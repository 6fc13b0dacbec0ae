package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorMetadata.OfferedModule;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The modules that vendor and approver signed, as they were trusted at one moment: one operation judges all of them by the same
 * word.
 *
 * @param metadata what is signed; empty before anything was trusted
 * @param names the modules in it
 */
record Offer(Optional<VendorMetadata> metadata, Set<OfferedModule> names) {
    static final Offer NOTHING = new Offer(Optional.empty(), Set.of());

    static Offer of(VendorMetadata metadata) {
        return new Offer(Optional.of(metadata), Set.copyOf(metadata.modules()));
    }

    boolean offers(AssignedModule module) {
        return names.contains(new OfferedModule(module.name(), module.version()));
    }

    boolean offers(ModuleRelease module) {
        return offers(new AssignedModule(module.name(), module.version()));
    }

    /**
     * The descriptions of all modules.
     *
     * @throws ProblemException if they cannot be had
     */
    List<ModuleRelease> modules() {
        return metadata.stream()
                .flatMap(signed ->
                        signed.modules().stream().map(module -> signed.module(module.name(), module.version())))
                .toList();
    }

    /**
     * The description of one module.
     *
     * @throws ProblemException with {@code MODULE_UNKNOWN}, or with what went wrong at the source
     */
    ModuleRelease module(AssignedModule module) {
        return metadata.orElseThrow(() -> ProblemException.of(
                        ProblemCode.MODULE_UNKNOWN, Map.of("module", module.name() + " " + module.version())))
                .module(module.name(), module.version());
    }

    /** Why a signed module must not be installed because of the names of its bundles, as {@code VendorMetadata} says it. */
    Optional<Problem> encroachment(ModuleRelease module) {
        return metadata.flatMap(signed -> signed.encroachment(module));
    }
}
