package dev.lockstep.client.internal.agent;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a client hold its server's modules if "receive external modules" is on, and none if it is off. While the server does not
 * know its modules, as after a reinstallation, nothing is changed; and a module that it never heard of is not removed.
 */
final class ModuleSync {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleSync.class);

    private final Supplier<NodeSettings> settings;
    private final Supplier<Optional<ExternalModules>> modules;
    private volatile Optional<Problem> problem = Optional.empty();
    /** What this computer has and its site has not decided about. */
    private volatile List<AssignedModule> unheard = List.of();

    ModuleSync(Supplier<NodeSettings> settings, Supplier<Optional<ExternalModules>> modules) {
        this.settings = settings;
        this.modules = modules;
    }

    /**
     * Does what a server's assignment demands.
     *
     * @param freshness whether the vendor still vouches for it
     * @param objection why what it demands is not done; none of it then, for its modules belong together
     */
    void follow(Assignment assignment, Freshness freshness, Optional<Problem> objection, Progress progress) {
        Optional<ExternalModules> service = modules.get();
        if (service.isEmpty()) {
            return;
        }
        if (freshness.againstInstalling().isPresent()) {
            LOG.warn(
                    "The modules of this computer stay as they are: {}",
                    freshness.againstInstalling().get());
            return;
        }
        unheard = List.of();
        if (!settings.get().get(NodeSettings.RECEIVE_MODULES)) {
            if (!service.get().installed().isEmpty()) {
                LOG.info("This computer does not receive external modules any more: those that it has are removed.");
                conclude(service.get().converge(List.of(), false, whole(progress)));
            }
        } else if (assignment.modulesKnown() && objection.isPresent()) {
            conclude(new ExternalModules.ChangeOutcome.Refused(objection.get()));
        } else if (assignment.modulesKnown()) {
            follow(assignment, service.get(), whole(progress));
        } else {
            unheard = unheard(assignment, service.get());
            LOG.info("The server does not know its modules at present; those of this computer stay as they are.");
            // The earlier problem no longer matters.
            problem = Optional.empty();
        }
    }

    /** Modules are exchanged wholly or not at all: from here on nobody breaks that off. */
    private static Progress whole(Progress progress) {
        Progress whole = progress.as("deploy");
        whole.at("deploy");
        return whole;
    }

    /** What this computer has and its site has never heard of stays until somebody there was asked: it came from another site. */
    private void follow(Assignment assignment, ExternalModules service, Progress progress) {
        unheard = unheard(assignment, service);
        List<AssignedModule> wanted = new ArrayList<>(assignment.modules());
        wanted.addAll(unheard);
        conclude(service.converge(wanted, false, progress));
        if (!unheard.isEmpty() && problem.isEmpty()) {
            String names = unheard.stream()
                    .map(module -> module.name() + " " + module.version())
                    .collect(Collectors.joining(", "));
            problem = Optional.of(Problem.of(ProblemCode.MODULES_UNHEARD, Map.of("modules", names)));
        }
    }

    /** What an earlier assignment demanded and could never be had is not among them: with that assignment it is gone. */
    private static List<AssignedModule> unheard(Assignment assignment, ExternalModules service) {
        return service.installed().stream()
                .filter(ExternalModules.InstalledModule::here)
                .filter(module -> !assignment.modulesKnown() || !assignment.knows(module.name()))
                .map(module -> new AssignedModule(module.name(), module.version()))
                .toList();
    }

    private void conclude(ExternalModules.ChangeOutcome outcome) {
        if (outcome instanceof ExternalModules.ChangeOutcome.Changed changed) {
            changed.actions().forEach(action -> LOG.info("{}", action));
            problem = changed.leftOut().stream().findFirst();
        } else if (outcome instanceof ExternalModules.ChangeOutcome.RolledBack back) {
            problem = Optional.of(back.problem());
        } else if (outcome instanceof ExternalModules.ChangeOutcome.Refused refused) {
            problem = Optional.of(refused.problem());
        }
        problem.ifPresent(why -> LOG.warn("{}", why));
    }

    /** Why the modules are not what they should be. */
    Optional<Problem> problem() {
        return problem;
    }

    /** Why modules of this computer would not be loaded if it ran another release. */
    List<Problem> brokenBy(Version release) {
        return modules.get().map(service -> service.incompatibleWith(release)).orElse(List.of());
    }

    /**
     * The modules of this computer that are active, and their versions; and those that the site has to be asked about, whether they run
     * here or not.
     */
    SortedMap<String, Version> active() {
        SortedMap<String, Version> active = new TreeMap<>();
        List<AssignedModule> asked = unheard;
        modules.get()
                .ifPresent(service -> service.installed().stream()
                        .filter(module -> module.state() == ExternalModules.ModuleState.ACTIVE
                                || asked.stream().anyMatch(one -> one.name().equals(module.name())))
                        .forEach(module -> active.put(module.name(), module.version())));
        return active;
    }
}
