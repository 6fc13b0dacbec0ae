package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.Progress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Modules from this computer's source, and to the computers below it. */
final class NodeSupply implements Supply {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSupply.class);

    private final Settings settings;
    private final Upstream upstream;
    private final Supplier<Optional<Distribution>> distribution;
    private final Supplier<Optional<Assignments>> assignments;
    private final ModulePayloads payloads;

    NodeSupply(
            ContentStore store,
            Settings settings,
            Upstream upstream,
            Supplier<Optional<Distribution>> distribution,
            Supplier<Optional<Assignments>> assignments) {
        this.settings = settings;
        this.upstream = upstream;
        this.distribution = distribution;
        this.assignments = assignments;
        this.payloads = new ModulePayloads(store, upstream);
    }

    /** A catalogue is looked at without a source, too: what was trusted before still is. */
    @Override
    public Offer offered() {
        try {
            return Offer.of(upstream.refresh());
        } catch (ProblemException e) {
            LOG.warn("The catalogue is shown as it was: {}", e.problem());
            return upstream.trusted().map(Offer::of).orElseThrow(() -> e);
        }
    }

    @Override
    public Offer offering(List<AssignedModule> modules) {
        Offer trusted = trusted();
        return modules.stream().allMatch(trusted::offers) ? trusted : Offer.of(upstream.refresh());
    }

    @Override
    public Offer trusted() {
        return upstream.trusted().map(Offer::of).orElse(Offer.NOTHING);
    }

    @Override
    public boolean has(ModuleRelease module) {
        return payloads.has(module);
    }

    @Override
    public void bring(ModuleRelease module, Progress progress) {
        if (settings.current().distribute() && trusted().offers(module)) {
            needed(distribution.get(), "distribution").mirrorModule(module.name(), module.version(), progress);
        }
        payloads.bring(module, progress);
    }

    /** What the server assigns was decided there; elsewhere it is decided here. */
    @Override
    public void requireFresh() {
        boolean follows = settings.current().sourceKind() == NodeSettings.SourceKind.COMPUTER;
        upstream.freshness()
                .flatMap(freshness -> follows ? freshness.againstInstalling() : freshness.againstDeciding())
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
    }

    @Override
    public void assign(List<AssignedModule> modules) {
        Assignments fleet = needed(assignments.get(), "fleet");
        Assignment current = fleet.current();
        boolean same = current.modulesKnown() && Set.copyOf(current.modules()).equals(Set.copyOf(modules));
        if (!same) {
            fleet.assignModules(modules);
        }
    }

    private static <T> T needed(Optional<T> service, String name) {
        return service.orElseThrow(() ->
                ProblemException.of(ProblemCode.INTERNAL, Map.of("reason", "the " + name + " bundle is not running")));
    }
}
