package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The external modules of this computer. A service of the external modules bundle; safe for use by several threads, one
 * change at a time.
 */
public interface ExternalModules {
    /**
     * What the vendor's catalogue offers and what was approved from files: what can be installed here first, then by name,
     * newest first.
     *
     * @throws dev.lockstep.core.problem.ProblemException if nothing was ever trusted and the source cannot be asked
     */
    List<CatalogueEntry> catalogue();

    /** What is installed on this computer. */
    List<InstalledModule> installed();

    /**
     * Makes exactly this set of modules active, as one transaction: all of them, or what was there before.
     *
     * <p>A module that is for other components or another release of the platform, or that is held off, is not loaded; the
     * others are. {@link #installed} says why. Nor does a module whose description or files cannot be used hold up the others: what
     * ran of it before goes on. If the source does not answer, all stays as it is.
     *
     * @param wanted the whole set; what is not in it is removed
     * @param simulate only say what would happen
     */
    @Audited
    ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress);

    /**
     * What the computers below have and this server does not know, while it never told them which modules to have: it was
     * reinstalled, and they were not. Until {@link #adopt} says what becomes of them, no list of this server counts for those below.
     */
    default List<Assignment.AssignedModule> undecided() {
        // Where nobody reports to, nothing has to be decided.
        return List.of();
    }

    /** That something of the computers below is undecided, if so. */
    default Optional<Problem> undecidedProblem() {
        List<Assignment.AssignedModule> open = undecided();
        return open.isEmpty()
                ? Optional.empty()
                : Optional.of(Problem.of(
                        ProblemCode.MODULES_UNDECIDED,
                        Map.of(
                                "modules",
                                open.stream()
                                        .map(module -> module.name() + " " + module.version())
                                        .collect(Collectors.joining(", ")))));
    }

    /**
     * Decides what becomes of the {@link #undecided} modules: some are installed here and stay on the computers below, the others are
     * removed there. From then on the list of this server counts.
     *
     * @param kept their names
     */
    @Audited
    ChangeOutcome adopt(Set<String> kept, boolean simulate, Progress progress);

    /**
     * Installs or updates a module from the catalogue on this computer, with what it needs.
     *
     * @param version empty for the newest that is compatible
     */
    @Audited
    ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress);

    /**
     * Brings a module that is installed to another version. One that is there only because others need it stays that.
     *
     * @param version empty for the newest that is compatible
     */
    @Audited
    ChangeOutcome update(String name, Optional<Version> version, boolean simulate, Progress progress);

    /**
     * Updates every module that somebody asked for by name, one after the other, until one fails.
     *
     * @param begins is told the name of each before its turn
     * @return what was done to all of them, or how the one that failed ended
     */
    @Audited
    default ChangeOutcome updateAll(boolean simulate, Progress progress, Consumer<String> begins) {
        List<Sentence> actions = new ArrayList<>();
        List<String> refreshed = new ArrayList<>();
        for (InstalledModule module : installed()) {
            if (module.requested()) {
                begins.accept(module.name());
                ChangeOutcome one = update(module.name(), Optional.empty(), simulate, progress);
                if (one instanceof ChangeOutcome.Changed changed) {
                    actions.addAll(changed.actions());
                } else if (one instanceof ChangeOutcome.Simulated simulated) {
                    actions.addAll(simulated.actions());
                    refreshed.addAll(simulated.refreshed());
                } else {
                    return one;
                }
            }
        }
        return simulate ? new ChangeOutcome.Simulated(actions, refreshed) : new ChangeOutcome.Changed(actions);
    }

    /** Removes a module that no other installed module needs, with what only it needed. */
    @Audited
    ChangeOutcome remove(String name, boolean simulate, Progress progress);

    /**
     * Takes a bundle from a file of this computer into the local module area. It is not offered before it is approved.
     *
     * @param simulate only read the file, and say what it is or why it would be refused
     * @throws dev.lockstep.core.problem.ProblemException with {@code MODULE_MALFORMED}; with {@code MODULE_CONFLICT} if this
     *     version is known with other contents
     */
    @Audited
    SubmittedModule submit(Path file, boolean simulate) throws IOException;

    /** The modules in the local module area. */
    List<SubmittedModule> submitted();

    /** The list of modules that are wanted here, to be kept in a backup. */
    byte[] list();

    /**
     * Wants the modules of a list that was kept, and makes them active as far as they can be had now.
     *
     * @param saved what {@link #list} gave
     * @return why not all are active yet; it is tried again when the node starts
     * @throws IOException if it is no list, or cannot be written; then nothing was changed
     */
    Optional<Problem> restoreList(byte[] saved) throws IOException;

    /**
     * The installed modules that would not be loaded if this computer ran another release, so that an administrator is told
     * before the release is installed.
     *
     * @return a problem for each of them
     */
    List<Problem> incompatibleWith(Version release);

    /** The payloads that the installed and submitted modules need to stay in the store. */
    Set<Digest> payloads();

    /**
     * A module in the catalogue.
     *
     * @param name its identity
     * @param version its version
     * @param module what is signed of it; empty if that cannot be had, and then the problem says why
     * @param installed the version that is installed here
     * @param problem why it cannot be installed here, if so
     * @param remarks what is to be said of it besides: for which computers it is
     */
    record CatalogueEntry(
            String name,
            Version version,
            Optional<ModuleRelease> module,
            Optional<Version> installed,
            Optional<Problem> problem,
            List<Sentence> remarks) {
        public CatalogueEntry {
            remarks = List.copyOf(remarks);
        }

        /** One of which nothing else is to be said. */
        public CatalogueEntry(
                String name,
                Version version,
                Optional<ModuleRelease> module,
                Optional<Version> installed,
                Optional<Problem> problem) {
            this(name, version, module, installed, problem, List.of());
        }

        /** The same with remarks. */
        public CatalogueEntry remarking(List<Sentence> said) {
            return new CatalogueEntry(name, version, module, installed, problem, said);
        }

        /** An entry whose description is known. */
        public static CatalogueEntry of(ModuleRelease module, Optional<Version> installed, Optional<Problem> problem) {
            return new CatalogueEntry(module.name(), module.version(), Optional.of(module), installed, problem);
        }
    }

    /**
     * A module of this computer.
     *
     * @param name its identity
     * @param version its version
     * @param requested whether a person asked for it, or another module needs it
     * @param state whether it is active
     * @param problem why it is not active, unless it is not for this computer; or, of one that is, why it is not the version that
     *     was wanted
     * @param remarks what is to be said of it besides: what it waits for although it is active, or for whom it is
     * @param here whether it was ever taken over; else it is wanted, and cannot be had
     */
    record InstalledModule(
            String name,
            Version version,
            boolean requested,
            ModuleState state,
            Optional<Problem> problem,
            List<Sentence> remarks,
            boolean here) {
        public InstalledModule {
            remarks = List.copyOf(remarks);
        }

        /** One of which nothing else is to be said. */
        public InstalledModule(
                String name, Version version, boolean requested, ModuleState state, Optional<Problem> problem) {
            this(name, version, requested, state, problem, List.of(), true);
        }

        /** One that is wanted here and cannot be had. */
        public static InstalledModule missing(String name, Version version, Problem why) {
            return new InstalledModule(name, version, true, ModuleState.NOT_LOADED, Optional.of(why), List.of(), false);
        }
    }

    /** What a module of this computer can be. {@link #toString} is the text for people. */
    enum ModuleState {
        /** Its bundles run. */
        ACTIVE("active"),
        /** It is only handed on: its components are not on this computer. */
        NOT_FOR_THIS_COMPUTER("not for this computer"),
        /** It does not fit this computer's release, something that it needs is missing, or it does not run. */
        NOT_LOADED("not loaded"),
        /** It failed too often, and is tried again only when somebody asks for it. */
        HELD_OFF("held off");

        private final String text;

        ModuleState(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * A module from a file.
     *
     * @param module what it is
     * @param approved whether it can be installed: the approver of the site vouched for it, or the vendor
     */
    record SubmittedModule(ModuleRelease module, boolean approved) {}

    /** How a change ended. */
    sealed interface ChangeOutcome {
        /**
         * The set is active.
         *
         * @param actions what was done; empty if nothing was to do
         * @param leftOut why modules of it are not what was wanted: of each what ran before goes on, if anything did
         */
        record Changed(List<Sentence> actions, List<Problem> leftOut) implements ChangeOutcome {
            public Changed(List<Sentence> actions) {
                this(actions, List.of());
            }
        }

        /**
         * What would happen.
         *
         * @param actions what would be done
         * @param refreshed bundles of other modules that would be refreshed
         */
        record Simulated(List<Sentence> actions, List<String> refreshed) implements ChangeOutcome {}

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
