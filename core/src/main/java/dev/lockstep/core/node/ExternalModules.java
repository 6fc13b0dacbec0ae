package dev.lockstep.core.node;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;

/**
 * The external modules of this computer. A service of the external modules bundle; safe for use by several threads, one
 * change at a time.
 */
public interface ExternalModules {
    /** What the vendor's catalogue offers, with what is installed. */
    List<CatalogueEntry> catalogue();

    /** What is installed on this computer. */
    List<InstalledModule> installed();

    /**
     * Makes exactly this set of modules active, as one transaction: all of them, or what was there before.
     *
     * @param wanted the whole set; what is not in it is removed
     * @param simulate only say what would happen
     */
    ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress);

    /**
     * Installs or updates a module from the catalogue on this computer, with what it needs.
     *
     * @param version empty for the newest that is compatible
     */
    ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress);

    /** Removes a module that no other installed module needs. */
    ChangeOutcome remove(String name, boolean simulate, Progress progress);

    /**
     * A module in the catalogue.
     *
     * @param module the version
     * @param installed the version that is installed here
     * @param problem why it cannot be installed here, if so
     */
    record CatalogueEntry(ModuleRelease module, Optional<Version> installed, Optional<Problem> problem) {}

    /**
     * A module of this computer.
     *
     * @param name its identity
     * @param version its version
     * @param requested whether a person asked for it, or another module needs it
     * @param state {@code active}, {@code not for this computer}, {@code held off}
     * @param problem why it is not active
     */
    record InstalledModule(String name, Version version, boolean requested, String state, Optional<Problem> problem) {}

    /** How a change ended. */
    sealed interface ChangeOutcome {
        /**
         * The set is active.
         *
         * @param actions what was done, one sentence each; empty if nothing was to do
         */
        record Changed(List<String> actions) implements ChangeOutcome {}

        /**
         * What would happen.
         *
         * @param actions one sentence each
         * @param refreshed bundles of other modules that would be refreshed
         */
        record Simulated(List<String> actions, List<String> refreshed) implements ChangeOutcome {}

        /**
         * It failed; the modules that were active before are active again.
         *
         * @param problem why
         */
        record RolledBack(Problem problem) implements ChangeOutcome {}

        /**
         * Nothing was changed.
         *
         * @param problem why
         */
        record Refused(Problem problem) implements ChangeOutcome {}
    }
}
