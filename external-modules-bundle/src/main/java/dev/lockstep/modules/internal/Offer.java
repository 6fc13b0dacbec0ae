package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorMetadata.OfferedModule;
import dev.lockstep.core.trust.Withdrawals;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The modules that vendor and approver signed, as they were trusted at one moment: one operation judges all of them by the same
 * word.
 *
 * @param metadata what is signed; empty before anything was trusted
 * @param names the modules in it
 * @param stored whether this computer has a file
 */
record Offer(Optional<VendorMetadata> metadata, Set<OfferedModule> names, Predicate<Blob> stored) {
    static final Offer NOTHING = new Offer(Optional.empty(), Set.of(), blob -> false);

    static Offer of(VendorMetadata metadata, Predicate<Blob> stored) {
        return new Offer(Optional.of(metadata), Set.copyOf(metadata.modules()), stored);
    }

    boolean offers(AssignedModule module) {
        return names.contains(new OfferedModule(module.name(), module.version()));
    }

    boolean offers(ModuleRelease module) {
        return offers(new AssignedModule(module.name(), module.version()));
    }

    /**
     * What is signed of the modules.
     *
     * @param modules the descriptions that can be had
     * @param missing why the others cannot
     */
    record Described(List<ModuleRelease> modules, Map<OfferedModule, Problem> missing) {}

    /** What must not be installed any more. */
    Withdrawals withdrawals() {
        return metadata.map(VendorMetadata::withdrawals).orElse(Withdrawals.NONE);
    }

    /** The descriptions of all modules that may be installed; one that cannot be had, or used, holds up no other. */
    Described described() {
        List<ModuleRelease> modules = new ArrayList<>();
        Map<OfferedModule, Problem> missing = new LinkedHashMap<>();
        Optional<Problem> silent = Optional.empty();
        Withdrawals withdrawn = withdrawals();
        for (OfferedModule module : metadata.map(VendorMetadata::modules).orElse(List.of())) {
            if (withdrawn.of(module.name(), module.version()).isPresent()) {
                continue;
            }
            if (silent.isPresent() && !isStored(module)) {
                missing.put(module, silent.get());
                continue;
            }
            try {
                modules.add(metadata.get().module(module.name(), module.version()));
            } catch (ProblemException e) {
                missing.put(module, e.problem());
                // A source that does not answer is not asked a thousand times.
                silent = isOfOneFile(e.problem()) ? silent : Optional.of(e.problem());
            }
        }
        return new Described(modules, missing);
    }

    private boolean isStored(OfferedModule module) {
        return metadata.flatMap(signed -> signed.target(ModuleRelease.targetName(module.name(), module.version())))
                .filter(stored)
                .isPresent();
    }

    /** Whether a problem is one of a certain module, and not of its source or this computer. */
    static boolean isOfOneFile(Problem problem) {
        return switch (problem.code()) {
            case PAYLOAD_MISSING,
                    PAYLOAD_ALTERED,
                    PAYLOAD_OVERSIZED,
                    UNTRUSTED,
                    MODULE_MALFORMED,
                    MODULE_UNKNOWN,
                    MODULE_ENCROACHES,
                    MODULE_WITHDRAWN,
                    MODULE_UNRESOLVED,
                    MODULE_CONFLICT -> true;
            default -> false;
        };
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

    /**
     * Why a signed module must not be installed because of the names of its bundles, as {@code VendorMetadata} says it; or why that
     * cannot be found out.
     */
    Optional<Problem> encroachment(ModuleRelease module) {
        try {
            return metadata.flatMap(signed -> signed.encroachment(module));
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
    }
}
