package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.transfer.Progress;
import java.util.List;
import java.util.Optional;

/** Where descriptions and bytes of modules come from, and whom they are handed on to. */
interface Supply {
    /**
     * The descriptions of all modules that the vendor offers.
     *
     * @throws dev.lockstep.core.problem.ProblemException if they cannot be had
     */
    List<ModuleRelease> offered();

    /**
     * The descriptions of certain modules.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code MODULE_UNKNOWN}, or with what went wrong at the source
     */
    List<ModuleRelease> describe(List<AssignedModule> modules);

    /** Whether the vendor offers a module, as far as is known without asking. */
    boolean offers(ModuleRelease module);

    /** Why a signed module must not be installed because of the names of its bundles, as {@code VendorMetadata} says it. */
    Optional<Problem> encroachment(ModuleRelease module);

    /** Whether the store has all bundles of a module. */
    boolean has(ModuleRelease module);

    /**
     * Makes sure that the bundles of a module are in the store, and in the distribution folder if this computer distributes.
     *
     * @throws dev.lockstep.core.problem.ProblemException if they cannot be had
     */
    void bring(ModuleRelease module, Progress progress);

    /**
     * Demands that something new may be installed here, as far as the vendor still vouches for what it signed.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code VENDOR_STALE} or {@code VENDOR_EXPIRED}
     */
    void requireFresh();

    /** Tells the computers below this one which modules to have. */
    void assign(List<AssignedModule> modules);
}
