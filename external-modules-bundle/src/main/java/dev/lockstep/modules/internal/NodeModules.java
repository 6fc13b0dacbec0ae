package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.ModuleList.Entry;
import dev.lockstep.modules.internal.feed.PassedOnModules;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules of this node: brings the framework to what is wanted. */
class NodeModules implements ExternalModules, PassedOnModules {
    private static final Logger LOG = LoggerFactory.getLogger(NodeModules.class);

    private final Lock oneChange = new ReentrantLock();
    private final Supplier<Fitness> fitness;
    private final Supply supply;
    private final AvailableModules available;
    private final ModuleSelection selection;
    private final Transactions transactions;
    private final LocalModules local;
    private final ModuleListFile file;
    private final ModuleAudit audit;
    private volatile ModuleList list = ModuleList.EMPTY;
    private volatile boolean known;
    private volatile boolean restored;
    private volatile Optional<Seen> seen = Optional.empty();
    private volatile Withheld withheld = Withheld.NOTHING;

    NodeModules(Parts parts) {
        this.fitness = parts.fitness();
        this.supply = parts.supply();
        this.local = parts.local();
        this.available = new AvailableModules(supply, local);
        this.transactions = parts.transactions();
        this.selection = new ModuleSelection(fitness, available, transactions::resolver);
        this.file = parts.file();
        this.audit = new ModuleAudit(parts.audit());
    }

    /** What it works with. */
    record Parts(
            Supplier<Fitness> fitness,
            Supply supply,
            Transactions transactions,
            LocalModules local,
            ModuleListFile file,
            Audit audit) {}

    /** Reads what is wanted; the framework is not touched. */
    void load() throws IOException {
        Optional<ModuleList> read = file.read();
        known = read.isPresent();
        list = read.orElse(ModuleList.EMPTY);
        if (!list.attempt().isEmpty()) {
            LOG.warn("The node stopped while modules were being installed: {}", list.attempt());
            write(list.withFailure(list.attempt(), "the node stopped while it was being installed"));
        }
    }

    /**
     * Makes the framework hold what is wanted: after a fresh cache, a kill in the middle of a change, or changes by hand.
     *
     * @return why not all of it is there again
     */
    Optional<Problem> restore() throws IOException {
        oneChange.lock();
        try {
            if (!known) {
                return Optional.empty();
            }
            Map<String, Problem> missing = missing();
            ChangeOutcome outcome = transactions.restore(list, missing, this::keep);
            if (outcome instanceof ChangeOutcome.RolledBack failed) {
                LOG.error("The modules could not be restored: {}", failed.problem());
                return Optional.of(failed.problem());
            }
            return missing.values().stream().findFirst();
        } finally {
            restored = true;
            seen = Optional.empty();
            oneChange.unlock();
        }
    }

    /** Why modules that have to be installed again cannot be had now, by name: they hold up no others. */
    private Map<String, Problem> missing() {
        Set<String> needed = transactions.needed(list);
        Map<String, Problem> missing = new TreeMap<>();
        for (ModuleRelease module : transactions.loadPlan(list).loaded()) {
            try {
                bring(module, Progress.SILENT);
            } catch (ProblemException e) {
                LOG.error("{} cannot be had now: {}", ModuleList.key(module), e.problem());
                if (needed.contains(module.name())) {
                    missing.put(module.name(), e.problem());
                }
            }
        }
        return missing;
    }

    @Override
    public List<ModuleRelease> modules() {
        return list.modules();
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return selection.catalogue(supply.offered(), list).entries();
    }

    @Override
    public List<InstalledModule> installed() {
        Seen now = seen();
        // Before that nothing is expected to run yet.
        Map<String, Problem> stopped = restored ? transactions.stopped(now.list()) : Map.of();
        Map<String, List<Sentence>> remarks = restored ? transactions.remarks(now.list()) : Map.of();
        Withheld out = withheld;
        Withdrawals withdrawn = supply.withdrawals();
        Stream<InstalledModule> here = now.list().entries().stream().map(entry -> {
            String name = entry.module().name();
            Optional<Fitness.Unfit> unfit = Optional.ofNullable(
                            now.plan().unfit().get(name))
                    .or(() -> Optional.ofNullable(stopped.get(name)).map(Fitness.Unfit::notLoaded));
            return new InstalledModule(
                    name,
                    entry.module().version(),
                    entry.requested(),
                    unfit.map(Fitness.Unfit::state).orElse(ModuleState.ACTIVE),
                    unfit.flatMap(Fitness.Unfit::problem)
                            .or(() -> Optional.ofNullable(out.problems().get(name)))
                            .or(() ->
                                    withdrawn.of(name, entry.module().version()).map(Withdrawal::whereItRuns)),
                    unfit.map(Fitness.Unfit::remarks).orElseGet(() -> remarks.getOrDefault(name, List.of())),
                    true);
        });
        Stream<InstalledModule> missing = out.wanted().stream()
                .filter(module -> now.list().entry(module.name()).isEmpty())
                .map(module -> InstalledModule.missing(
                        module.name(), module.version(), out.problems().get(module.name())));
        return Stream.concat(here, missing)
                .sorted(Comparator.comparing(InstalledModule::name))
                .toList();
    }

    /**
     * What was wanted last and cannot be had or used: of each what there was before goes on.
     *
     * @param wanted the versions that were wanted
     * @param problems why they are not there, by name
     */
    private record Withheld(List<AssignedModule> wanted, Map<String, Problem> problems) {
        static final Withheld NOTHING = new Withheld(List.of(), Map.of());

        static Withheld of(List<AssignedModule> wanted, Map<String, Problem> problems) {
            return new Withheld(
                    wanted.stream()
                            .filter(module -> problems.containsKey(module.name()))
                            .toList(),
                    Map.copyOf(problems));
        }
    }

    private Seen seen() {
        ModuleList now = list;
        Computer computer = computer();
        Seen current = seen.filter(
                        last -> last.list().equals(now) && last.computer().equals(computer))
                .orElseGet(() -> new Seen(now, computer, transactions.loaded(now)));
        // Before that the platform itself is not complete, and what does not resolve now will.
        seen = restored ? Optional.of(current) : Optional.empty();
        return current;
    }

    /** What was found out about a list; to ask the resolver for every report would be a waste. */
    private record Seen(ModuleList list, Computer computer, LoadPlan plan) {}

    private Computer computer() {
        return fitness.get().computer();
    }

    @Override
    public ChangeOutcome converge(List<AssignedModule> wanted, boolean simulate, Progress progress) {
        return change(
                simulate, progress, Optional.of(wanted), leftOut -> selection.exactly(wanted, list, leftOut::put));
    }

    @Override
    public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
        return change(simulate, progress, Optional.empty(), leftOut -> selection.with(name, version, list, true));
    }

    @Override
    public ChangeOutcome update(String name, Optional<Version> version, boolean simulate, Progress progress) {
        // Whether somebody asked for it, or another module needs it, does not change with its version.
        boolean byName = list.entry(name).map(Entry::requested).orElse(true);
        return change(simulate, progress, Optional.empty(), leftOut -> selection.with(name, version, list, byName));
    }

    @Override
    public List<AssignedModule> undecided() {
        return computer().distributes() ? supply.unknownBelow(list.modules()) : List.of();
    }

    @Override
    public ChangeOutcome adopt(Set<String> kept, boolean simulate, Progress progress) {
        List<AssignedModule> all = new ArrayList<>(
                list.modules().stream().map(AvailableModules::assigned).toList());
        List<AssignedModule> open = undecided();
        open.stream().filter(module -> kept.contains(module.name())).forEach(all::add);
        Set<String> dropped = open.stream()
                .map(AssignedModule::name)
                .filter(name -> !kept.contains(name))
                .collect(Collectors.toUnmodifiableSet());
        return change(
                simulate,
                progress,
                Optional.of(all),
                leftOut -> selection.exactly(all, list, leftOut::put),
                (after, leftOut) -> leftOut.isEmpty(),
                dropped);
    }

    @Override
    public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
        return change(simulate, progress, Optional.empty(), leftOut -> selection.without(name, list));
    }

    /**
     * Everything that changes modules goes through here: bring, deploy, write down, hand on, in this order.
     *
     * @param wanted the whole set, of which a module that cannot be had holds up no other; empty if every one counts
     * @param target what is wanted; tells the map of modules that it had to leave out
     */
    private ChangeOutcome change(
            boolean simulate,
            Progress progress,
            Optional<List<AssignedModule>> wanted,
            Function<Map<String, Problem>, ModuleList> target) {
        return change(
                simulate,
                progress,
                wanted,
                target,
                (after, leftOut) -> supply.hasAssigned()
                        || supply.unknownBelow(after.modules()).isEmpty(),
                Set.of());
    }

    /**
     * The same.
     *
     * @param counts whether the list that came of it may be told to the computers below: a new server's first one would take from
     *     them what it does not know
     * @param dropped the names of modules that this site never assigned, and that those below are not to have any more
     */
    private ChangeOutcome change(
            boolean simulate,
            Progress progress,
            Optional<List<AssignedModule>> wanted,
            Function<Map<String, Problem>, ModuleList> target,
            BiPredicate<ModuleList, Map<String, Problem>> counts,
            Set<String> dropped) {
        oneChange.lock();
        try {
            if (wanted.isEmpty() && supply.follows()) {
                // The next check would undo it.
                throw ProblemException.of(ProblemCode.MODULE_DECIDED_ELSEWHERE, Map.of("address", supply.sourceName()));
            }
            ModuleList before = list;
            Map<String, Problem> out = new TreeMap<>();
            ModuleList after = target.apply(out);
            if (wanted.isPresent()) {
                after = leavingOut(after, out, module -> ModuleContents.require(module, before.contents()));
            } else {
                after.modules().forEach(module -> ModuleContents.require(module, before.contents()));
            }
            if (!before.modules().containsAll(after.modules())) {
                supply.requireFresh();
            }
            if (simulate) {
                return transactions.simulate(list, after);
            }
            after = brought(after, wanted.isPresent(), out, progress);
            withheld = wanted.map(all -> Withheld.of(all, out)).orElse(withheld);
            if (!out.isEmpty() && after.modules().equals(before.modules())) {
                throw new ProblemException(out.values().iterator().next());
            }
            if (!after.equals(list)) {
                progress.at("deploy");
            }
            ChangeOutcome outcome = transactions.apply(list, after, this::keep);
            if (outcome instanceof ChangeOutcome.RolledBack back) {
                audit.stayed("rolled back", back.problem());
            } else {
                audit.changed(before, list, this::origin);
                out.values().forEach(problem -> audit.stayed("left out", problem));
            }
            known = true;
            seen = Optional.empty();
            if (outcome instanceof ChangeOutcome.Changed changed) {
                List<Problem> told = new ArrayList<>(out.values());
                if (computer().distributes() && counts.test(list, out)) {
                    supply.assign(available.forOthers(list.modules()), dropped);
                }
                undecidedProblem().ifPresent(told::add);
                return new ChangeOutcome.Changed(changed.actions(), List.copyOf(told));
            }
            return outcome;
        } catch (ProblemException e) {
            if (!simulate) {
                audit.stayed("refused", e.problem());
            }
            return new ChangeOutcome.Refused(e.problem());
        } catch (IOException e) {
            LOG.error("The module list could not be written", e);
            return new ChangeOutcome.Refused(Problem.of(
                    ProblemCode.NOT_WRITABLE,
                    Map.of("folder", String.valueOf(file.folder()), "reason", Sentence.said(e))));
        } finally {
            oneChange.unlock();
        }
    }

    /** Brings what a list needs: whoever distributes needs all of it, the others only what they load. */
    private ModuleList brought(ModuleList after, boolean others, Map<String, Problem> out, Progress progress) {
        List<ModuleRelease> needed = computer().distributes()
                ? after.modules()
                : transactions.loadPlan(after).loaded();
        Progress together = new ModulesProgress(
                progress, needed.stream().filter(module -> !isHere(module)).toList());
        if (!others) {
            needed.forEach(module -> bring(module, together));
            return after;
        }
        return leavingOut(after, out, module -> {
            if (needed.contains(module)) {
                bring(module, together);
            }
        });
    }

    /**
     * A list with what is there now of those modules that fail a test, and of those that do not resolve any more because of that.
     *
     * @throws ProblemException if a failure is none of that one module
     */
    private ModuleList leavingOut(ModuleList after, Map<String, Problem> out, Consumer<ModuleRelease> test) {
        ModuleList left = after;
        for (ModuleRelease module : after.modules()) {
            try {
                test.accept(module);
            } catch (ProblemException e) {
                if (!Offer.isOfOneFile(e.problem())) {
                    throw e;
                }
                out.put(module.name(), e.problem());
                left = asNow(left, module.name());
            }
        }
        return out.isEmpty() ? left : withoutOrphans(left, out);
    }

    private ModuleList withoutOrphans(ModuleList left, Map<String, Problem> out) {
        ModuleList now = left;
        while (true) {
            LoadPlan plan = transactions.loadPlan(now);
            ModuleList fixed = now;
            for (ModuleRelease module : now.modules()) {
                Optional<Problem> problem =
                        Optional.ofNullable(plan.unfit().get(module.name())).flatMap(Fitness.Unfit::problem);
                if (problem.isPresent() && isUpdate(module)) {
                    out.putIfAbsent(module.name(), problem.get());
                    fixed = asNow(fixed, module.name());
                }
            }
            if (fixed.equals(now)) {
                return now;
            }
            now = fixed;
        }
    }

    private boolean isUpdate(ModuleRelease module) {
        return list.entry(module.name())
                .filter(entry -> !entry.module().equals(module))
                .isPresent();
    }

    private ModuleList asNow(ModuleList wanted, String name) {
        return wanted.withEntries(Stream.concat(
                        wanted.entries().stream()
                                .filter(entry -> !entry.module().name().equals(name)),
                        list.entry(name).stream())
                .toList());
    }

    private void bring(ModuleRelease module, Progress progress) {
        if (!isHere(module)) {
            supply.bring(module, progress);
        }
    }

    private boolean isHere(ModuleRelease module) {
        return supply.has(module) && list.modules().contains(module);
    }

    private String origin(ModuleRelease module) {
        return available.local().contains(module) ? "a file of this computer" : "the catalogue";
    }

    private void write(ModuleList next) throws IOException {
        file.write(next);
        keep(next);
    }

    private void keep(ModuleList written) {
        list = written;
    }

    @Override
    public SubmittedModule submit(Path bundle, boolean simulate) throws IOException {
        ModuleRelease module = local.submit(bundle, simulate);
        if (!simulate) {
            audit.submitted(module);
        }
        return available.submitted(List.of(module)).get(0);
    }

    @Override
    public List<SubmittedModule> submitted() {
        return available.submitted();
    }

    @Override
    public byte[] list() {
        return file.bytes(list);
    }

    @Override
    public Optional<Problem> restoreList(byte[] saved) throws IOException {
        ModuleList before = file.parse(saved);
        oneChange.lock();
        try {
            // What is deployed is another matter: it is compared with the list, and made to be the same.
            write(list.withEntries(before.entries()));
            known = true;
            return restore();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } finally {
            oneChange.unlock();
        }
    }

    @Override
    public List<Problem> incompatibleWith(Version release) {
        return list.modules().stream()
                .flatMap(module -> Fitness.platform(module, release).stream())
                .toList();
    }

    @Override
    public Set<Digest> payloads() {
        return Stream.concat(list.modules().stream(), available.local().stream())
                .flatMap(module -> module.bundles().stream())
                .map(bundle -> bundle.blob().digest())
                .collect(Collectors.toUnmodifiableSet());
    }
}
