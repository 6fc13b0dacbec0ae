package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.journal.Transaction.Change;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs one release on this computer: stage, then switch. */
final class ReleaseInstaller {
    private static final Logger LOG = LoggerFactory.getLogger(ReleaseInstaller.class);

    private final Inventory inventory;
    private final Staging staging;
    private final Switch switching;
    private final Journal journal;
    private final ComponentFolders folders;
    private final NodeTrial node;
    private final Supplier<String> who;
    private final Clock clock;

    ReleaseInstaller(
            Inventory inventory,
            Staging staging,
            Switch switching,
            Journal journal,
            ComponentFolders folders,
            NodeTrial node,
            Supplier<String> who,
            Clock clock) {
        this.inventory = inventory;
        this.staging = staging;
        this.switching = switching;
        this.journal = journal;
        this.folders = folders;
        this.node = node;
        this.who = who;
        this.clock = clock;
    }

    /** How many bytes would have to be fetched for releases that follow each other; what they share is counted for each. */
    long missingBytes(List<Release> releases, Transport source) throws IOException {
        long bytes = 0;
        for (Release release : releases) {
            bytes += staging.missingBytes(staging.trees(release, inventory.outdated(release), source, Progress.SILENT));
        }
        return bytes;
    }

    /**
     * Demands that this computer has all settings that the releases need, before anything else of them is fetched.
     *
     * @throws ProblemException that names the first that is missing, and its file
     */
    void requireSettings(List<Release> releases, Transport source) throws IOException {
        for (Release release : releases) {
            for (Map.Entry<String, byte[]> description : staging.descriptions(
                            release, inventory.outdated(release), source)
                    .entrySet()) {
                folders.requireSettings(description.getKey(), release.version(), description.getValue());
            }
        }
    }

    /** What would be done for a release, a sentence for each component. */
    List<Sentence> steps(Release release) {
        List<Sentence> steps = new ArrayList<>();
        for (String component : inventory.outdated(release)) {
            Optional<Version> from = inventory.version(component);
            steps.add(Sentence.of(
                    component.equals(Release.NODE) ? "update.node" : "update.component",
                    Map.of(
                            "component",
                            component,
                            "from",
                            from.isPresent() ? from.get() : Sentence.of("nothing"),
                            "to",
                            release.version())));
        }
        return steps;
    }

    /**
     * Fetches, stages, switches.
     *
     * @param goal where it goes on to afterwards
     * @param asked who asked for it before this node restarted; empty for whoever asks now
     */
    SwitchOutcome install(
            Release release, Transaction.Goal goal, Optional<String> asked, Transport source, Progress progress)
            throws IOException, InterruptedException {
        List<String> outdated = inventory.outdated(release);
        Transaction transaction = begin("update", release.version(), outdated, Step.FETCH, Optional.of(goal), asked);
        try {
            Map<String, Tree> trees = staging.trees(release, outdated, source, progress);
            staging.fetch(trees, source, progress);
            transaction = switching.enter(transaction, Step.STAGE);
            staging.build(release, trees, source, progress);
            requireUsable(transaction);
            // The last moment at which this can be broken off.
            progress.at("drain");
        } catch (IOException | RuntimeException e) {
            // Nothing has changed yet; what was fetched is kept. An interrupted thread could not write that.
            boolean interrupted = Thread.interrupted();
            journal.clear();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
        return switching.forward(transaction, progress);
    }

    /** Goes back to a release whose trees are still on this computer. */
    SwitchOutcome goBack(Version version, Progress progress) throws IOException, InterruptedException {
        List<String> components = new ArrayList<>();
        for (String component : inventory.components()) {
            if (folders.holds(component, version)) {
                components.add(component);
            }
        }
        boolean nodeToo = node.isPossible()
                && java.nio.file.Files.isDirectory(node.pointer().folderOf(version))
                && !inventory.version(Release.NODE).equals(Optional.of(version));
        if (nodeToo) {
            components.add(Release.NODE);
        }
        Transaction transaction =
                begin(Ledger.ROLL_BACK, version, components, Step.STAGE, Optional.empty(), Optional.empty());
        return switching.forward(transaction, progress);
    }

    private Transaction begin(
            String action,
            Version to,
            List<String> components,
            Step step,
            Optional<Transaction.Goal> goal,
            Optional<String> asked) {
        List<Change> changes = new ArrayList<>();
        Optional<Change> nodeChange = Optional.empty();
        for (String component : components) {
            Change change = new Change(component, inventory.version(component), to);
            if (component.equals(Release.NODE)) {
                nodeChange = Optional.of(change);
            } else {
                changes.add(change);
            }
        }
        Transaction transaction = new Transaction(
                UUID.randomUUID().toString(),
                action,
                inventory.installed(),
                to,
                nodeChange,
                changes,
                List.of(new Transaction.Reached(step, clock.instant())),
                0,
                Optional.empty(),
                Optional.of(asked.orElseGet(who)),
                goal.filter(meant -> !meant.version().equals(to)));
        switching.begin(transaction);
        return transaction;
    }

    /** Settings that are missing for the new version are found before the old one is stopped. */
    private void requireUsable(Transaction transaction) {
        transaction
                .components()
                .forEach(change ->
                        folders.deployed(change.component(), change.to()).requireFilled());
    }

    /**
     * Removes the trees that neither run nor are needed for a rollback.
     *
     * @return the versions whose trees were removed
     */
    List<Version> tidy(Transaction transaction) {
        List<Version> removed = new ArrayList<>();
        try {
            for (Change change : transaction.components()) {
                removed.addAll(folders.pointer(change.component()).removeAllBut(kept(change)));
            }
            if (transaction.node().isPresent()) {
                Change change = transaction.node().get();
                removed.addAll(node.pointer().removeAllBut(kept(change)));
            }
        } catch (IOException e) {
            LOG.warn("Old versions could not be removed; it is tried again after the next update.", e);
        }
        return removed;
    }

    private static List<Version> kept(Change change) {
        return Stream.concat(Stream.of(change.to()), change.from().stream()).toList();
    }
}
