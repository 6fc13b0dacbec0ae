package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.ModuleList.Entry;
import dev.lockstep.modules.internal.resolution.ModuleResolver.Resolution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules of this node: what is wanted, made true. */
class NodeModules implements ExternalModules {
    private static final Logger LOG = LoggerFactory.getLogger(NodeModules.class);

    private final Lock oneChange = new ReentrantLock();
    private final Computer computer;
    private final Fitness fitness;
    private final Supply supply;
    private final Transactions transactions;
    private final LocalModules local;
    private final ModuleListFile file;
    private volatile ModuleList list = ModuleList.EMPTY;
    private volatile boolean known;
    private volatile Optional<Seen> seen = Optional.empty();

    NodeModules(Parts parts) {
        this.computer = parts.computer();
        this.fitness = parts.fitness();
        this.supply = parts.supply();
        this.transactions = parts.transactions();
        this.local = parts.local();
        this.file = parts.file();
    }

    /** What it works with. */
    record Parts(
            Computer computer,
            Fitness fitness,
            Supply supply,
            Transactions transactions,
            LocalModules local,
            ModuleListFile file) {}

    /** Reads what is wanted; the framework is not touched. */
    void load() throws IOException {
        Optional<ModuleList> read = file.read();
        known = read.isPresent();
        list = read.orElse(ModuleList.EMPTY);
        if (!list.attempt().isEmpty()) {
            LOG.warn("The node stopped while modules were being installed: {}", list.attempt());
            written(list.withFailure(list.attempt(), "the node stopped while it was being installed"));
        }
    }

    /**
     * Makes the framework hold what is wanted: after a fresh cache, a kill in the middle of a change, or changes by hand. A
     * module that fails now is left out, so that the others run.
     */
    void restore() throws IOException {
        oneChange.lock();
        try {
            if (!known) {
                return;
            }
            for (int attempts = 0; attempts <= list.entries().size(); attempts++) {
                for (ModuleRelease module : transactions.intent(list).loaded()) {
                    if (!supply.has(module)) {
                        supply.bring(module, Progress.SILENT);
                    }
                }
                ChangeOutcome outcome = transactions.apply(list, list, kept -> list = kept);
                if (!(outcome instanceof ChangeOutcome.RolledBack failed)) {
                    return;
                }
                LOG.warn("Modules are left out: {}", failed.problem());
                holdOffFailed();
            }
        } finally {
            oneChange.unlock();
        }
    }

    /** What worked before and does not start now is not tried again by itself. */
    private void holdOffFailed() throws IOException {
        for (ModuleRelease module : list.modules()) {
            ModuleList.Failure failure = list.failures().get(ModuleList.key(module));
            while (failure != null && fitness.of(module, list).isEmpty()) {
                written(list.withFailure(List.of(ModuleList.key(module)), failure.reason()));
            }
        }
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return Catalogue.of(offered(), list, fitness);
    }

    private List<ModuleRelease> offered() {
        List<ModuleRelease> offered = new ArrayList<>(supply.offered());
        Set<String> keys = offered.stream().map(ModuleList::key).collect(Collectors.toCollection(HashSet::new));
        for (SubmittedModule submitted : submitted()) {
            if (submitted.approved() && keys.add(ModuleList.key(submitted.module()))) {
                offered.add(submitted.module());
            }
        }
        return offered;
    }

    @Override
    public List<InstalledModule> installed() {
        Seen now = seen();
        return now.list().entries().stream()
                .map(entry -> {
                    Optional<Fitness.Unfit> unfit = Optional.ofNullable(
                            now.intent().unfit().get(entry.module().name()));
                    return new InstalledModule(
                            entry.module().name(),
                            entry.module().version(),
                            entry.requested(),
                            unfit.map(Fitness.Unfit::state).orElse(ModuleState.ACTIVE),
                            unfit.flatMap(Fitness.Unfit::problem));
                })
                .toList();
    }

    private Seen seen() {
        ModuleList now = list;
        Optional<Version> release = computer.release();
        Set<String> components = computer.components();
        Seen current = seen.filter(last -> last.list().equals(now)
                        && last.release().equals(release)
                        && last.components().equals(components))
                .orElseGet(() -> new Seen(now, release, components, transactions.intent(now)));
        seen = Optional.of(current);
        return current;
    }

    /** What was found out about a list; to ask the resolver for every report would be a waste. */
    private record Seen(ModuleList list, Optional<Version> release, Set<String> components, Intent intent) {}

    @Override
    public ChangeOutcome converge(List<AssignedModule> wanted, boolean simulate, Progress progress) {
        return change(simulate, progress, () -> {
            List<ModuleRelease> modules = describe(wanted);
            return list.withEntries(
                    modules.stream().map(module -> new Entry(module, true)).toList());
        });
    }

    private List<ModuleRelease> describe(List<AssignedModule> wanted) {
        List<ModuleRelease> here = list.modules();
        List<AssignedModule> others = wanted.stream()
                .filter(assigned -> here.stream().noneMatch(is(assigned)))
                .toList();
        List<ModuleRelease> described = others.isEmpty() ? List.of() : supply.describe(others);
        return Stream.concat(
                        here.stream()
                                .filter(module -> wanted.stream()
                                        .anyMatch(assigned -> is(assigned).test(module))),
                        described.stream())
                .toList();
    }

    private static Predicate<ModuleRelease> is(AssignedModule assigned) {
        return module ->
                module.name().equals(assigned.name()) && module.version().equals(assigned.version());
    }

    @Override
    public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
        return change(simulate, progress, () -> {
            List<ModuleRelease> offered = offered();
            ModuleRelease module = choose(name, version, offered);
            ModuleList retried = list.withoutFailures(List.of(ModuleList.key(module)));
            List<ModuleRelease> requested = new ArrayList<>(retried.requested());
            requested.removeIf(other -> other.name().equals(name));
            requested.add(module);
            return retried.withEntries(resolved(module, requested, offered));
        });
    }

    private ModuleRelease choose(String name, Optional<Version> version, List<ModuleRelease> offered) {
        List<CatalogueEntry> named =
                Catalogue.of(
                                offered,
                                list.withoutFailures(List.copyOf(list.failures().keySet())),
                                fitness)
                        .stream()
                        .filter(entry -> entry.module().name().equals(name))
                        .filter(entry -> version.isEmpty()
                                || version.get().equals(entry.module().version()))
                        .toList();
        if (named.isEmpty()) {
            requireApproved(name, version);
            throw ProblemException.of(
                    ProblemCode.MODULE_UNKNOWN,
                    Map.of("module", version.map(v -> ModuleList.key(name, v)).orElse(name)));
        }
        CatalogueEntry best = named.get(0);
        best.problem().ifPresent(problem -> {
            throw new ProblemException(problem);
        });
        return best.module();
    }

    private void requireApproved(String name, Optional<Version> version) {
        for (SubmittedModule submitted : submitted()) {
            ModuleRelease module = submitted.module();
            if (module.name().equals(name)
                    && version.filter(v -> !v.equals(module.version())).isEmpty()) {
                throw ProblemException.of(ProblemCode.MODULE_UNAPPROVED, Map.of("module", ModuleList.key(module)));
            }
        }
    }

    private List<Entry> resolved(ModuleRelease module, List<ModuleRelease> requested, List<ModuleRelease> offered) {
        List<ModuleRelease> present = new ArrayList<>(list.modules());
        present.removeIf(other -> other.name().equals(module.name()));
        List<ModuleRelease> fit = offered.stream()
                .filter(other -> computer.release()
                        .flatMap(release -> fitness.platform(other, release))
                        .isEmpty())
                .toList();
        Resolution resolution = transactions.resolver().resolve(requested, present, fit);
        if (resolution instanceof Resolution.Unresolvable failed) {
            throw ProblemException.of(
                    ProblemCode.MODULE_UNRESOLVED, Map.of("module", failed.module(), "reason", failed.reason()));
        }
        Set<String> names = requested.stream().map(ModuleRelease::name).collect(Collectors.toSet());
        return ((Resolution.Resolved) resolution)
                .modules().stream()
                        .map(one -> new Entry(one, names.contains(one.name())))
                        .toList();
    }

    @Override
    public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
        return change(simulate, progress, () -> {
            ModuleRelease module = list.entry(name)
                    .map(Entry::module)
                    .orElseThrow(() -> ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", name)));
            List<ModuleRelease> rest = new ArrayList<>(list.requested());
            rest.removeIf(other -> other.name().equals(name));
            List<Entry> left = resolved(module, rest, list.modules());
            if (left.stream().anyMatch(entry -> entry.module().name().equals(name))) {
                throw ProblemException.of(
                        ProblemCode.MODULE_NEEDED,
                        Map.of("module", name, "dependents", String.join(", ", dependents(name, rest))));
            }
            return list.withEntries(left);
        });
    }

    private List<String> dependents(String name, List<ModuleRelease> requested) {
        return requested.stream()
                .filter(other -> transactions.resolver().resolve(List.of(other), list.modules(), List.of())
                                instanceof Resolution.Resolved resolved
                        && resolved.modules().stream()
                                .anyMatch(module -> module.name().equals(name)))
                .map(ModuleRelease::name)
                .toList();
    }

    /** Everything that changes modules goes through here: bring, deploy, write down, hand on, in this order. */
    private ChangeOutcome change(boolean simulate, Progress progress, Target target) {
        oneChange.lock();
        try {
            ModuleList after = target.list();
            for (ModuleRelease module : after.modules()) {
                Contents.require(module, list.contents());
            }
            if (simulate) {
                return transactions.simulate(list, after);
            }
            Intent intent = transactions.intent(after);
            for (ModuleRelease module : computer.distributes() ? after.modules() : intent.loaded()) {
                if (!supply.has(module) || !list.modules().contains(module)) {
                    supply.bring(module, progress);
                }
            }
            ChangeOutcome outcome = transactions.apply(list, after, kept -> list = kept);
            known = true;
            if (outcome instanceof ChangeOutcome.Changed && computer.distributes()) {
                supply.assign(list.modules().stream()
                        .filter(module -> !onlyFromFile(module))
                        .map(module -> new AssignedModule(module.name(), module.version()))
                        .toList());
            }
            return outcome;
        } catch (ProblemException e) {
            return new ChangeOutcome.Refused(e.problem());
        } catch (IOException e) {
            LOG.error("The module list could not be written", e);
            return new ChangeOutcome.Refused(Problem.of(
                    ProblemCode.NOT_WRITABLE,
                    Map.of("folder", String.valueOf(file.folder()), "reason", String.valueOf(e.getMessage()))));
        } finally {
            oneChange.unlock();
        }
    }

    /** The computers below would have to refuse it: they trust only what the vendor signed. */
    private boolean onlyFromFile(ModuleRelease module) {
        return !supply.offers(module)
                && submitted().stream().anyMatch(submitted -> submitted.module().equals(module));
    }

    @FunctionalInterface
    private interface Target {
        ModuleList list() throws IOException;
    }

    private void written(ModuleList next) throws IOException {
        file.write(next);
        list = next;
    }

    @Override
    public SubmittedModule submit(Path bundle) throws IOException {
        return local.submit(bundle);
    }

    @Override
    public List<SubmittedModule> submitted() {
        try {
            return local.all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void approve(String name, Version version) throws IOException {
        local.approve(name, version);
    }

    @Override
    public List<Problem> incompatibleWith(Version release) {
        return list.modules().stream()
                .flatMap(module -> fitness.platform(module, release).stream())
                .toList();
    }

    @Override
    public Set<Digest> payloads() {
        return Stream.concat(list.modules().stream(), submitted().stream().map(SubmittedModule::module))
                .flatMap(module -> module.bundles().stream())
                .map(bundle -> bundle.blob().digest())
                .collect(Collectors.toUnmodifiableSet());
    }
}
