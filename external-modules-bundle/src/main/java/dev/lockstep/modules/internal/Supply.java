package dev.lockstep.modules.internal;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where descriptions and bytes of modules come from, and whom they are handed on to. */
final class Supply {
    private static final Logger LOG = LoggerFactory.getLogger(Supply.class);

    /** Of whoever looks at the catalogue, with a source that does not answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private final Settings settings;
    private final Upstream upstream;
    private final Neighbours neighbours;
    private final ModulePayloads payloads;
    private final AtomicReference<Problem> told = new AtomicReference<>();
    private CompletableFuture<Offer> question = CompletableFuture.completedFuture(Offer.NOTHING);

    Supply(ContentStore store, Settings settings, Upstream upstream, Neighbours neighbours) {
        this.settings = settings;
        this.upstream = upstream;
        this.neighbours = neighbours;
        this.payloads = new ModulePayloads(store, upstream);
    }

    /**
     * What is on offer now; from a source that is not heard soon, what was trusted before.
     *
     * @throws dev.lockstep.core.problem.ProblemException if there is neither
     */
    Offer offered() {
        try {
            return asked().get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ProblemException refused)) {
                throw new IllegalStateException(e.getCause());
            }
            if (!refused.problem().equals(told.getAndSet(refused.problem()))) {
                LOG.warn("The catalogue is shown as it was: {}", refused.problem());
            }
            return upstream.trusted().map(this::offer).orElseThrow(() -> refused);
        } catch (TimeoutException e) {
            LOG.debug("The source has not answered yet; the catalogue is shown as it was.", e);
            return trusted();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return trusted();
        }
    }

    /** One question at a time, however many look at the catalogue. */
    private synchronized CompletableFuture<Offer> asked() {
        if (question.isDone()) {
            question = CompletableFuture.supplyAsync(() -> offer(upstream.refresh()));
        }
        return question;
    }

    /**
     * What is trusted without asking anybody, or what is on offer now if one of certain modules is not among that.
     *
     * @throws dev.lockstep.core.problem.ProblemException with what went wrong at the source
     */
    Offer offering(List<AssignedModule> modules) {
        Offer trusted = trusted();
        return modules.stream().allMatch(trusted::offers) ? trusted : offer(upstream.refresh());
    }

    private Offer offer(VendorMetadata metadata) {
        return Offer.of(metadata, payloads::has);
    }

    /** What is trusted, without asking anybody. */
    Offer trusted() {
        return upstream.trusted().map(this::offer).orElse(Offer.NOTHING);
    }

    /** What must not be installed any more, as far as is known here. */
    Withdrawals withdrawals() {
        return upstream.trusted().map(VendorMetadata::withdrawals).orElse(Withdrawals.NONE);
    }

    /** Whether what this computer may install is decided at another one, from which it takes its updates. */
    boolean follows() {
        return settings.current().sourceKind() == NodeSettings.SourceKind.COMPUTER;
    }

    /** Where the descriptions and files come from, for people. */
    String sourceName() {
        return upstream.transport().sourceName();
    }

    /** Whether the store has all bundles of a module. */
    boolean has(ModuleRelease module) {
        return payloads.has(module);
    }

    /**
     * Makes sure that the bundles of a module are in the store, and in the distribution folder if this computer distributes.
     *
     * @throws dev.lockstep.core.problem.ProblemException if they cannot be had
     */
    void bring(ModuleRelease module, Progress progress) {
        if (settings.current().distribute() && trusted().offers(module)) {
            needed(neighbours.distribution(), "distribution").mirrorModule(module.name(), module.version(), progress);
        }
        payloads.bring(module, progress);
    }

    /**
     * Demands that something new may be installed here, as far as the vendor still vouches for what it signed.
     *
     * @throws dev.lockstep.core.problem.ProblemException with {@code VENDOR_STALE} or {@code VENDOR_EXPIRED}
     */
    void requireFresh() {
        // What the server assigns was decided there; elsewhere it is decided here.
        boolean follows = follows();
        upstream.freshness()
                .flatMap(freshness -> follows ? freshness.againstInstalling() : freshness.againstDeciding())
                .ifPresent(problem -> {
                    throw new ProblemException(problem);
                });
    }

    /**
     * Tells the computers below this one which modules to have.
     *
     * @param dropped the names of those that this site never assigned, and that they are not to have any more
     */
    void assign(List<AssignedModule> modules, Set<String> dropped) {
        Assignments fleet = needed(neighbours.assignments(), "fleet");
        Assignment current = fleet.current();
        boolean same = current.modulesKnown() && Set.copyOf(current.modules()).equals(Set.copyOf(modules));
        if (!same || !dropped.isEmpty()) {
            fleet.assignModules(modules, dropped);
        }
    }

    /** Whether the computers below were told already which modules to have. */
    boolean hasAssigned() {
        return neighbours
                .assignments()
                .map(fleet -> fleet.current().modulesKnown())
                .orElse(false);
    }

    /** What computers below have besides, in the newest version of each, and was neither assigned nor dropped here. */
    List<AssignedModule> unknownBelow(List<ModuleRelease> own) {
        Optional<Assignments> fleet = neighbours.assignments();
        boolean main = settings.current().sourceKind() != NodeSettings.SourceKind.COMPUTER;
        if (!main || fleet.isEmpty()) {
            return List.of();
        }
        Assignment told = fleet.get().current();
        SortedMap<String, Version> found = new TreeMap<>();
        fleet.get().computers().forEach(computer -> collect(computer, found));
        own.forEach(module -> found.remove(module.name()));
        found.keySet().removeIf(name -> told.modulesKnown() && told.knows(name));
        return found.entrySet().stream()
                .map(module -> new AssignedModule(module.getKey(), module.getValue()))
                .toList();
    }

    private static void collect(ComputerReport computer, SortedMap<String, Version> found) {
        if (computer.receivesModules()) {
            computer.modules()
                    .forEach((name, version) ->
                            found.merge(name, version, (one, other) -> one.compareTo(other) < 0 ? other : one));
        }
        computer.downstream().forEach(below -> collect(below, found));
    }

    private static <T> T needed(Optional<T> service, String name) {
        return service.orElseThrow(() ->
                ProblemException.of(ProblemCode.INTERNAL, Map.of("reason", "the " + name + " bundle is not running")));
    }
}
