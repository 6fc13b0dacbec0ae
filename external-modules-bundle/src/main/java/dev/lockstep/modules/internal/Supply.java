package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.transfer.Progress;
import java.util.List;

/** Where descriptions and bytes of modules come from, and whom they are handed on to. */
interface Supply {
    /**
     * What is on offer now; without a source, what was trusted before.
     *
     * @throws dev.lockstep.core.problem.ProblemException if there is neither
     */
    Offer offered();

    /**
     * What is trusted without asking anybody, or what is on offer now if one of certain modules is not among that.
     *
     * @throws dev.lockstep.core.problem.ProblemException with what went wrong at the source
     */
    Offer offering(List<AssignedModule> modules);

    /** What is trusted, without asking anybody. */
    Offer trusted();

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
