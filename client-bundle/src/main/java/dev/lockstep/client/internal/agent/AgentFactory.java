package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.HealthWatch;
import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.TreeBuilder;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Puts an agent together.
 *
 * @param settings the settings of this computer
 * @param upstream its source
 * @param choice the source with its warnings
 * @param store its store
 * @param neighbours the other bundles
 * @param controllers what starts and stops components
 * @param localUrl the URL of the agent's local service, if it listens
 * @param exit ends this Java process
 * @param listener told of each point of a switch
 * @param changed called when the agent does something else than before
 * @param clock the time
 */
public record AgentFactory(
        SettingsService settings,
        Upstream upstream,
        Supplier<SourceChoice.Choice> choice,
        ContentStore store,
        Neighbours neighbours,
        Controllers controllers,
        Supplier<Optional<URI>> localUrl,
        Exit exit,
        StepListener listener,
        Runnable changed,
        Clock clock) {

    /** A new agent. */
    public Agent agent() {
        NodeIdentity identity = settings.identity();
        Path journalFolder = identity.data().resolve("journal");
        ComponentFolders folders = new ComponentFolders(
                identity, () -> localUrl.get().map(URI::toString).orElse(""));
        NodeTrial node = new NodeTrial(identity.home(), exit);
        Ledger ledger = new Ledger(journalFolder, clock);
        Inventory inventory = new Inventory(() -> settings.current().components(), folders, node, ledger.installed());
        Journal journal = new Journal(journalFolder);
        Switch switching =
                new Switch(journal, folders, controllers, new HealthWatch(controllers), node, ledger, listener, clock);
        Staging staging = new Staging(
                store,
                new PayloadTransfer(store, upstream.rateLimit()),
                new TreeBuilder(store),
                folders,
                node,
                identity.platform());
        ModulesDuty modules = new ModulesDuty(settings::current, neighbours::modules);
        AgentParts parts = new AgentParts(
                new Question(identity.id(), settings::current, upstream),
                inventory,
                new Updating(inventory, staging, switching, journal, folders, node, clock),
                switching,
                ledger,
                new LastCheck(journalFolder),
                new DistributionDuty(
                        settings::current,
                        neighbours,
                        inventory::installed,
                        identity.data().resolve("distribution")),
                modules,
                new StartUp(inventory, folders, controllers),
                new Unneeded(
                        store,
                        identity.platform(),
                        () -> neighbours
                                .modules()
                                .map(ExternalModules::payloads)
                                .orElse(Set.of())),
                () -> choice.get().name(),
                () -> warnings(modules));
        return new Agent(settings::current, settings::check, upstream, parts, new Operations(changed), clock);
    }

    private List<String> warnings(ModulesDuty modules) {
        List<String> warnings = new ArrayList<>(choice.get().warnings());
        settings.problem().ifPresent(problem -> warnings.add(problem.text(Locale.ENGLISH)));
        modules.problem().ifPresent(problem -> warnings.add(problem.text(Locale.ENGLISH)));
        warnings.addAll(Deviations.of(settings.current()));
        return warnings;
    }
}
