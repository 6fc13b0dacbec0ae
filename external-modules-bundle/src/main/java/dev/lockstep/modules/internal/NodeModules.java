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
import dev.lockstep.modules.internal.feed.HandedOn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The modules of this node: what is wanted, made true. */
class NodeModules implements ExternalModules, HandedOn {
    private static final Logger LOG = LoggerFactory.getLogger(NodeModules.class);

    private final Lock oneChange = new ReentrantLock();
    private final Computer computer;
    private final Fitness fitness;
    private final Supply supply;
    private final Wishes wishes;
    private final Transactions transactions;
    private final LocalModules local;
    private final ModuleListFile file;
    private volatile ModuleList list = ModuleList.EMPTY;
    private volatile boolean known;
    private volatile boolean restored;
    private volatile Map<String, Problem> leftOut = Map.of();
    private volatile Optional<Seen> seen = Optional.empty();

    NodeModules(Parts parts) {
        this.computer = parts.computer();
        this.fitness = parts.fitness();
        this.supply = parts.supply();
        this.wishes = new Wishes(computer, fitness);
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
     * module that fails now is left out until the next change, so that the others run.
     */
    void restore() throws IOException {
        oneChange.lock();
        try {
            boolean again = known;
            while (again) {
                for (ModuleRelease module : transactions.intent(list, leftOut).loaded()) {
                    if (!supply.has(module)) {
                        supply.bring(module, Progress.SILENT);
                    }
                }
                ChangeOutcome outcome = transactions.apply(list, list, leftOut, kept -> list = kept);
                again = outcome instanceof ChangeOutcome.RolledBack failed && leaveOut(failed.problem());
            }
        } finally {
            restored = true;
            seen = Optional.empty();
            oneChange.unlock();
        }
    }

    private boolean leaveOut(Problem problem) {
        String name = problem.facts().getOrDefault("module", "");
        boolean ours = list.entry(name).isPresent() && !leftOut.containsKey(name);
        if (ours) {
            Map<String, Problem> more = new HashMap<>(leftOut);
            more.put(name, problem);
            leftOut = Map.copyOf(more);
        }
        LOG.error("{}: {}", ours ? "A module is left out" : "The modules could not be restored", problem);
        return ours;
    }

    @Override
    public List<ModuleRelease> modules() {
        return list.modules();
    }

    @Override
    public List<CatalogueEntry> catalogue() {
        return Catalogue.of(supply.offered(), list, fitness);
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
                .orElseGet(() -> new Seen(now, release, components, transactions.intent(now, leftOut)));
        // Before that the platform itself is not complete, and what does not resolve now will.
        seen = restored ? Optional.of(current) : Optional.empty();
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

    /** What the vendor says of it now counts; only of what it does not offer any more, what is written down here. */
    private List<ModuleRelease> describe(List<AssignedModule> wanted) {
        List<ModuleRelease> withdrawn = list.modules().stream()
                .filter(module -> wanted.contains(assigned(module)) && !supply.offers(module))
                .toList();
        List<AssignedModule> others = wanted.stream()
                .filter(module ->
                        withdrawn.stream().noneMatch(other -> assigned(other).equals(module)))
                .toList();
        return Stream.concat(withdrawn.stream(), supply.describe(others).stream())
                .toList();
    }

    private static AssignedModule assigned(ModuleRelease module) {
        return new AssignedModule(module.name(), module.version());
    }

    @Override
    public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
        return change(
                simulate,
                progress,
                () -> wishes.with(name, version, list, supply.offered(), submitted(), transactions.resolver()));
    }

    @Override
    public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
        return change(simulate, progress, () -> wishes.without(name, list, transactions.resolver()));
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
                return transactions.simulate(list, after, Map.of());
            }
            Intent intent = transactions.intent(after, Map.of());
            for (ModuleRelease module : computer.distributes() ? after.modules() : intent.loaded()) {
                if (!supply.has(module) || !list.modules().contains(module)) {
                    supply.bring(module, progress);
                }
            }
            if (!after.equals(list)) {
                progress.at("deploy");
            }
            ChangeOutcome outcome = transactions.apply(list, after, Map.of(), kept -> list = kept);
            known = true;
            leftOut = Map.of();
            seen = Optional.empty();
            if (outcome instanceof ChangeOutcome.Changed && computer.distributes()) {
                supply.assign(list.modules().stream()
                        .filter(module -> !onlyFromFile(module))
                        .map(NodeModules::assigned)
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

    /** The computers below would have to refuse it: they trust only what the vendor or the site's approver signed. */
    private boolean onlyFromFile(ModuleRelease module) {
        return !supply.offers(module) && local().contains(module);
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
    public SubmittedModule submit(Path bundle, boolean simulate) throws IOException {
        return submitted(local.submit(bundle, simulate));
    }

    @Override
    public List<SubmittedModule> submitted() {
        return local().stream().map(this::submitted).toList();
    }

    private SubmittedModule submitted(ModuleRelease module) {
        return new SubmittedModule(module, supply.offers(module));
    }

    private List<ModuleRelease> local() {
        try {
            return local.all();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
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
            written(list.withEntries(before.entries()));
            known = true;
            leftOut = Map.of();
            restore();
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } finally {
            oneChange.unlock();
        }
    }

    @Override
    public List<Problem> incompatibleWith(Version release) {
        return list.modules().stream()
                .flatMap(module -> fitness.platform(module, release).stream())
                .toList();
    }

    @Override
    public Set<Digest> payloads() {
        return Stream.concat(list.modules().stream(), local().stream())
                .flatMap(module -> module.bundles().stream())
                .map(bundle -> bundle.blob().digest())
                .collect(Collectors.toUnmodifiableSet());
    }
}
