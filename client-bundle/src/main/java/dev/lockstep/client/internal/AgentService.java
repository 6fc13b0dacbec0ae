package dev.lockstep.client.internal;

import dev.lockstep.client.internal.address.PollHost;
import dev.lockstep.client.internal.address.PollHostWatch;
import dev.lockstep.client.internal.agent.Agent;
import dev.lockstep.client.internal.agent.AgentFactory;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.client.internal.audit.AuditedAgent;
import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.client.internal.component.Controller;
import dev.lockstep.client.internal.component.Controllers;
import dev.lockstep.client.internal.component.FeaturesController;
import dev.lockstep.client.internal.component.ProcessController;
import dev.lockstep.client.internal.journal.StepListener;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.client.internal.trigger.Cycle;
import dev.lockstep.client.internal.trigger.Reporter;
import dev.lockstep.client.internal.trigger.Schedule;
import dev.lockstep.client.internal.trigger.ServerEvents;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The agent as an OSGi service, with its schedule, its listener for server events and its reporter. */
@Component(
        service = {UpdateAgent.class, AgentService.class},
        immediate = true)
public final class AgentService implements UpdateAgent {
    private static final Logger LOG = LoggerFactory.getLogger(AgentService.class);
    private static final Duration FIRST_CHECK = Duration.ofSeconds(1);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Backoff RESTARTS =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final Backoff RECONNECTS =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));

    private final SettingsService settings;
    private final UpstreamService upstream;
    private final NeighbourServices neighbours;
    private final ScheduledExecutorService keeper;
    private final ProcessController processes;
    private final Agent agent;
    private final AuditService audit;
    private final AuditedAgent audited;
    private final Reporter reporter;
    private final Schedule schedule;
    private final PollHostWatch pollHostWatch = new PollHostWatch(this::sourceChanged);
    private volatile Optional<ServerEvents> events = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public AgentService(
            BundleContext bundle,
            @Reference SettingsService settings,
            @Reference UpstreamService upstream,
            @Reference ContentStore store,
            @Reference NeighbourServices neighbours,
            @Reference AuditService audit) {
        this.settings = settings;
        this.upstream = upstream;
        this.neighbours = neighbours;
        this.audit = audit;
        this.keeper = Executors.newScheduledThreadPool(1, work -> {
            Thread thread = new Thread(work, "lockstep-keeper");
            thread.setDaemon(true);
            return thread;
        });
        this.processes = new ProcessController(keeper, Clock.systemUTC(), RESTARTS);
        this.reporter = new Reporter(upstream::server, this::report);
        // The system bundle's context, so that bundles installed through it do not belong to this bundle.
        BundleContext framework =
                bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        Optional<Controller> features = Optional.of(new FeaturesController(framework));
        this.agent = new AgentFactory(
                        settings,
                        upstream,
                        upstream::choice,
                        store,
                        neighbours,
                        new Controllers(processes, "systemctl", () -> features),
                        neighbours::localUrl,
                        this::exit,
                        StepListener.NONE,
                        reporter::changed,
                        Clock.systemUTC())
                .agent();
        this.audited = new AuditedAgent(
                agent, audit, this::hash, () -> upstream.choice().name());
        Cycle cycle = new Cycle(audited, settings::current);
        this.schedule = new Schedule(
                () -> prepared(cycle),
                () -> settings.current().get(NodeSettings.CHECK_INTERVAL),
                () -> ThreadLocalRandom.current().nextDouble());
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

    /** A connection that waits for an answer would be cut by the end of the node, so the answer gets its time. */
    private void exit(int code, Runnable last) {
        LOG.info("This node ends now with code {}, and its launcher starts the other version.", code);
        ScheduledFuture<?> unused = keeper.schedule(
                () -> {
                    last.run();
                    // Not by this thread, which the end of the node waits for.
                    new Thread(() -> System.exit(code), "lockstep-exit").start();
                },
                ANSWER.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private Optional<Problem> prepared(Cycle cycle) {
        pollHostWatch.follow(upstream.pollHost().map(PollHost::file));
        Optional<Problem> problem = cycle.run();
        if (problem.isEmpty()) {
            events.ifPresent(ServerEvents::listenAtOnce);
        }
        reporter.changed();
        return problem;
    }

    /** Finishes what a power cut interrupted, starts the components, and begins to listen. */
    @Activate
    void begin() {
        keeper.execute(this::recover);
        ScheduledFuture<?> unused = keeper.scheduleWithFixedDelay(processes::rotateLogs, 1, 1, TimeUnit.MINUTES);
    }

    private void recover() {
        try {
            agent.begin();
            audited.begun();
        } catch (ProblemException e) {
            LOG.error("What was left by an interruption could not be ended: {}", e.problem());
        }
        // Until the service is there, this node can neither serve the computers below it nor follow an assignment.
        neighbours.onArrival(this::checkShortly);
        checkShortly();
        events = Optional.of(new ServerEvents(this::listenedTo, schedule::runSoon, RECONNECTS));
    }

    private void checkShortly() {
        schedule.runAfter(FIRST_CHECK);
    }

    private Optional<Transport> listenedTo() {
        return settings.current().get(NodeSettings.LISTEN)
                ? upstream.server().map(Transport.class::cast)
                : Optional.empty();
    }

    /** The source may have changed: it is asked soon. */
    public void sourceChanged() {
        schedule.runSoon();
        events.ifPresent(ServerEvents::listenAtOnce);
    }

    @Deactivate
    void end() throws IOException {
        neighbours.onArrival(() -> {});
        events.ifPresent(ServerEvents::close);
        schedule.close();
        reporter.close();
        keeper.shutdownNow();
        pollHostWatch.close();
    }

    @Override
    public CheckOutcome check(Progress progress) {
        return audited.check(progress);
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        return audited.update(request, progress);
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        return audited.rollBack(progress);
    }

    @Override
    public Optional<Problem> distributionOff() {
        return agent.distributionOff();
    }

    @Override
    public void switchDistributionOn() throws IOException {
        audited.switchDistributionOn();
    }

    @Override
    public Version rebuildDistribution(Progress progress) {
        return audited.rebuildDistribution(progress);
    }

    @Override
    public Status status() {
        return agent.status();
    }

    @Override
    public ComputerReport report() {
        return agent.report().withAudit(audit.reported());
    }

    @Override
    public List<HistoryEntry> history() {
        return agent.history();
    }

    @Override
    public String explain(Locale language) {
        return agent.explain(language);
    }
}
