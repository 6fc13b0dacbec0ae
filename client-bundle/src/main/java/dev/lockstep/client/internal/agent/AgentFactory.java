package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.client.internal.component.HealthWatch;
import dev.lockstep.client.internal.component.Pulse;
import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.ReachedVersions;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.TreeBuilder;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an agent together.
 *
 * @param settings the settings of this computer
 * @param upstream its source
 * @param choice the source with its warnings
 * @param store its store
 * @param neighbours the other bundles
 * @param audit its audit log
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
        AuditService audit,
        Controllers controllers,
        Supplier<Optional<URI>> localUrl,
        Exit exit,
        StepListener listener,
        Runnable changed,
        Clock clock) {
    private static final Logger LOG = LoggerFactory.getLogger(AgentFactory.class);

    /** A new agent. */
    public Agent agent() {
        NodeIdentity identity = settings.identity();
        Path journalFolder = identity.data().resolve("journal");
        ComponentFolders folders = new ComponentFolders(
                identity, () -> localUrl.get().map(URI::toString).orElse(""));
        NodeTrial node = new NodeTrial(
                identity.home(), () -> settings.current().get(NodeSettings.CONFIRM_WITHIN), neighbours, exit);
        Ledger ledger = new Ledger(journalFolder, clock);
        LastCheck lastCheck = new LastCheck(journalFolder, clock);
        Operations operations = new Operations(identity.data(), changed);
        Inventory inventory = new Inventory(() -> settings.current().components(), folders, node, ledger.installed());

        Journal journal = new Journal(journalFolder);
        HealthWatch health = new HealthWatch(controllers);
        ComponentSteps components = new ComponentSteps(folders, controllers, health, listener);
        Pulse pulse = new Pulse(() -> running(inventory, folders), controllers, health, clock);
        Switch switching = new Switch(journal, components, node, ledger, listener, clock);
        PayloadTransfer transfer = new PayloadTransfer(store, upstream.rateLimit());
        SignedComponents signed = new SignedComponents(identity.data(), store, upstream::trusted, identity.platform());
        Staging staging =
                new Staging(store, transfer, new TreeBuilder(store), folders, node, signed, identity.platform());
        ReleaseInstaller installer =
                new ReleaseInstaller(inventory, staging, switching, journal, folders, node, audit::who, clock);

        ModuleSync modules = new ModuleSync(settings::current, neighbours::modules);
        RollbackGuard rollbackGuard = new RollbackGuard(
                identity.id(),
                inventory::installed,
                modules::active,
                new ReachedVersions(identity.data().resolve("trust").resolve("reached.json")),
                clock);
        Consent consent = new Consent(ledger.heldOff(), modules, rollbackGuard);
        SourceQuery sourceQuery = new SourceQuery(
                identity.id(),
                settings::reload,
                inventory::installed,
                upstream,
                rollbackGuard,
                chain -> neighbours.distribution().ifPresent(distributing -> distributing.follows(chain)));
        Path distributionFolder = identity.data().resolve("distribution");
        WithdrawnHere withdrawn = new WithdrawnHere(upstream, inventory::installed, modules::active);
        DistributionSync distribution = new DistributionSync(
                settings::current, neighbours, inventory::installed, distributionFolder, upstream::site, withdrawn);
        Tidying tidying = new Tidying(identity.data(), store, clock);
        Completion completion = new Completion(
                operations,
                installer,
                new UnneededPayloads(store, identity.platform(), this::payloadsOfModules),
                distribution,
                upstream,
                settings::current,
                lastCheck,
                tidying);

        Check check = new Check(
                sourceQuery,
                inventory,
                distribution,
                modules,
                consent,
                rollbackGuard,
                installer,
                upstream,
                settings::current,
                lastCheck);
        Update update = new Update(
                sourceQuery,
                inventory,
                consent,
                distribution,
                installer,
                completion,
                upstream,
                settings::current,
                lastCheck);
        DistributionSwitch distributionSwitch = new DistributionSwitch(settings, neighbours);
        AgentStatus standing = new AgentStatus(
                inventory,
                ledger,
                lastCheck,
                operations,
                check,
                distribution,
                modules,
                settings::identity,
                settings::current,
                () -> neighbours.assignments().map(Assignments::computers).orElse(List.of()),
                () -> choice.get().name(),
                () -> warnings(modules, distribution, withdrawn, () -> unfinished(journal, operations)),
                withdrawn,
                audit::reported,
                pulse::health,
                upstream);
        return new Agent(
                operations,
                new Recovery(
                        switching,
                        inventory,
                        completion,
                        new StartUp(inventory, folders, controllers),
                        distribution,
                        tidying),
                check,
                update,
                new RollBack(inventory, installer, completion, upstream),
                distributionSwitch,
                new Rebuild(distributionSwitch, sourceQuery, check, update, inventory, distribution, lastCheck),
                standing,
                new AgentAudit(
                        audit,
                        standing::history,
                        inventory::installed,
                        this::hash,
                        () -> choice.get().name()),
                lastCheck,
                () -> operations.phase().equals("idle") && pulse.look(),
                new BarredHere(ledger.heldOff(), upstream));
    }

    /** The components that should run; one whose description cannot be read is told of elsewhere. */
    private static List<Deployed> running(Inventory inventory, ComponentFolders folders) {
        List<Deployed> running = new ArrayList<>();
        for (String component : inventory.components()) {
            try {
                folders.pointer(component)
                        .current()
                        .ifPresent(version -> running.add(folders.deployed(component, version)));
            } catch (ProblemException e) {
                LOG.debug("{} cannot be looked at: {}", component, e.problem());
            }
        }
        return running;
    }

    /** The hash of what the vendor signed of a release; empty if that is not known here any more. */
    private String hash(Version release) {
        try {
            return upstream.trusted()
                    .flatMap(metadata -> metadata.target(Release.targetName(release)))
                    .map(description -> description.digest().hex())
                    .orElse("");
        } catch (ProblemException e) {
            LOG.warn("The hash of release {} is not known for the audit log: {}", release, e.problem());
            return "";
        }
    }

    private Set<Digest> payloadsOfModules() {
        return neighbours.modules().map(ExternalModules::payloads).orElse(Set.of());
    }

    /** What nobody works on: an update that is under way is the phase. */
    private static List<Sentence> unfinished(Journal journal, Operations operations) {
        return operations.isIdle()
                ? journal.current().stream().map(Transaction::unfinished).toList()
                : List.of();
    }

    private List<Sentence> warnings(
            ModuleSync modules,
            DistributionSync distribution,
            WithdrawnHere withdrawn,
            Supplier<List<Sentence>> unfinished) {
        Answers answers = new Answers();
        List<Sentence> warnings = new ArrayList<>(answers.get(() -> choice.get().warnings(), List.<Sentence>of()));
        Stream.<Supplier<Collection<Problem>>>of(
                        () -> neighbours.portProblem().stream().toList(),
                        () -> settings.problem().stream().toList(),
                        () -> modules.problem().stream().toList(),
                        () -> distribution.waiting().stream().toList(),
                        () -> audit.altered().stream().toList(),
                        () -> Refusals.of(neighbours
                                .assignments()
                                .map(Assignments::computers)
                                .orElse(List.of())),
                        () -> neighbours.modules().flatMap(ExternalModules::undecidedProblem).stream()
                                .toList(),
                        withdrawn::problems,
                        upstream::concerns)
                .flatMap(asked -> answers.get(asked, List.of()).stream())
                .map(Problem::sentence)
                .forEach(warnings::add);
        warnings.addAll(answers.get(unfinished, List.<Sentence>of()));
        warnings.addAll(answers.get(upstream::warnings, List.<Sentence>of()));
        warnings.addAll(answers.get(distribution::notices, List.<Sentence>of()));
        answers.get(this::setAside, List.<Path>of()).stream()
                .map(SetAside::sentence)
                .forEach(warnings::add);
        warnings.addAll(Deviations.of(settings.current()));
        warnings.addAll(Deviations.ofGuard(System::getProperty));
        warnings.addAll(0, answers.failures());
        return warnings;
    }

    /** What was found damaged on this computer's disk, and a person has not looked at yet. */
    private Collection<Path> setAside() {
        Path data = settings.identity().data();
        try {
            return SetAside.below(data);
        } catch (IOException e) {
            throw DiskProblems.reading(data, e);
        }
    }
}
