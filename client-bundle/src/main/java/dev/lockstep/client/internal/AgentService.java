package dev.lockstep.client.internal;

import dev.lockstep.client.internal.address.PollHost;
import dev.lockstep.client.internal.address.PollHostWatch;
import dev.lockstep.client.internal.agent.Agent;
import dev.lockstep.client.internal.agent.AgentFactory;
import dev.lockstep.client.internal.agent.Rest;
import dev.lockstep.client.internal.agent.SignedComponents;
import dev.lockstep.client.internal.agent.SourceRecord;
import dev.lockstep.client.internal.audit.AuditService;
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
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.ContentStore;
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
import java.util.concurrent.atomic.AtomicReference;
import org.osgi.annotation.bundle.Capability;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the agent a service, and runs its schedule, its listener for server events and its reporter. */
@Component(service = AgentService.class, immediate = true)
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='dev.lockstep.core.node.UpdateAgent'",
        effective = "active")
public final class AgentService {
    private static final Logger LOG = LoggerFactory.getLogger(AgentService.class);
    private static final Duration FIRST_CHECK = Duration.ofSeconds(1);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration LOOK_AT_LOG_EVERY = Duration.ofMinutes(10);
    private static final Duration ANSWER = Duration.ofSeconds(1);
    private static final Backoff RESTARTS =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofMinutes(1));
    private static final Backoff RECONNECTS =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));

    private final BundleContext bundle;
    private final SettingsService settings;
    private final UpstreamService upstream;
    private final NeighbourServices neighbours;
    private final AuditService audit;
    private final ScheduledExecutorService keeper;
    /** Of its own, because a component may take its time to answer. */
    private final ScheduledExecutorService pulse;

    private final ProcessController processes;
    private final Agent agent;
    private final Reporter reporter;
    private final Schedule schedule;
    private final SourceRecord sourceRecord;
    private final PollHostWatch pollHostWatch = new PollHostWatch(this::sourceChanged);
    /** What was asked for before the node restarted, and has not ended. */
    private final AtomicReference<Optional<Rest>> rest = new AtomicReference<>(Optional.empty());

    private volatile Optional<ServerEvents> events = Optional.empty();
    private volatile Optional<ServiceRegistration<UpdateAgent>> registration = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public AgentService(
            BundleContext bundle,
            @Reference SettingsService settings,
            @Reference UpstreamService upstream,
            @Reference ContentStore store,
            @Reference NeighbourServices neighbours,
            @Reference AuditService audit) {
        this.bundle = bundle;
        this.settings = settings;
        this.upstream = upstream;
        this.neighbours = neighbours;
        this.audit = audit;
        this.pulse = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lockstep-pulse");
            thread.setDaemon(true);
            return thread;
        });
        this.keeper = Executors.newScheduledThreadPool(1, work -> {
            Thread thread = new Thread(work, "lockstep-keeper");
            thread.setDaemon(true);
            return thread;
        });
        this.processes = new ProcessController(keeper, Clock.systemUTC(), RESTARTS);
        this.sourceRecord = new SourceRecord(settings.identity().data().resolve("source-seen.json"), audit);
        this.reporter = new Reporter(upstream::server, this::report);
        // The system bundle's context, so that bundles installed through it do not belong to this bundle.
        BundleContext framework =
                bundle.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).getBundleContext();
        SignedComponents signed = new SignedComponents(
                settings.identity().data(),
                store,
                upstream::trusted,
                settings.identity().platform());
        Optional<Controller> features = Optional.of(new FeaturesController(framework, signed::require));
        this.agent = new AgentFactory(
                        settings,
                        upstream,
                        upstream::choice,
                        store,
                        neighbours,
                        audit,
                        new Controllers(processes, "systemctl", () -> features),
                        neighbours::localUrl,
                        this::exit,
                        StepListener.NONE,
                        reporter::changed,
                        Clock.systemUTC())
                .agent();
        Cycle cycle = new Cycle(agent, settings::current);
        this.schedule = new Schedule(
                () -> prepared(cycle),
                () -> settings.current().get(NodeSettings.CHECK_INTERVAL),
                () -> ThreadLocalRandom.current().nextDouble());
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
        recordSource();
        rest.getAndSet(Optional.empty()).ifPresent(left -> LOG.info("{}", agent.goOn(left)));
        Optional<Problem> problem = cycle.run();
        if (problem.isEmpty()) {
            events.ifPresent(ServerEvents::listenAtOnce);
        }
        reporter.changed();
        return problem;
    }

    /** A setting names the source, or says who does. */
    private void recordSource() {
        NodeSettings now = settings.current();
        boolean set = now.sourceKind() != NodeSettings.SourceKind.COMPUTER
                || !now.get(NodeSettings.SERVER_ADDRESS).isBlank();
        String from = set
                ? "settings"
                : now.get(NodeSettings.ADDRESS_FROM)
                        .name()
                        .toLowerCase(Locale.ROOT)
                        .replace('_', '-');
        try {
            upstream.choice().source().ifPresent(source -> sourceRecord.is(source.name(), from));
        } catch (ProblemException e) {
            // The check that follows fails with it, and says so.
            LOG.debug("The update source is not known: {}", e.problem());
        }
    }

    private ReportMessage report() throws IOException {
        ComputerReport own = agent.report();
        List<ReportMessage> below = own.distributes()
                ? neighbours.assignments().map(Assignments::statements).orElse(List.of())
                : List.of();
        return new ReportMessage(upstream.sign(own), below);
    }

    /** Finishes what a power cut interrupted, starts the components, and begins to listen. */
    @Activate
    void begin() {
        keeper.execute(this::recover);
        ScheduledFuture<?> unused = keeper.scheduleWithFixedDelay(processes::rotateLogs, 1, 1, TimeUnit.MINUTES);
    }

    /** Asks the components how they are: what one of them says, or that it says nothing, is a part of every report. */
    private void look() {
        try {
            if (agent.look()) {
                reporter.changed();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("The components could not be looked at, and this will be tried again.", e);
        }
    }

    private void recover() {
        // Not while this component is being activated: who waits for the agent may need this component, too.
        registration = Optional.of(bundle.registerService(UpdateAgent.class, agent, null));
        try {
            rest.set(agent.begin());
        } catch (ProblemException e) {
            LOG.error("What was left by an interruption could not be ended: {}", e.problem());
        }
        // Until the service is there, this node can neither serve the computers below it nor follow an assignment.
        neighbours.onArrival(this::checkShortly);
        checkShortly();
        ScheduledFuture<?> looks =
                pulse.scheduleWithFixedDelay(this::look, 0, LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
        ScheduledFuture<?> audits = pulse.scheduleWithFixedDelay(
                () -> audit.look(upstream.site()
                        .map(said -> said.audits().get(settings.identity().id()))),
                0,
                LOOK_AT_LOG_EVERY.toSeconds(),
                TimeUnit.SECONDS);
        LOG.debug("The components and the audit log are looked at: {} {}", looks, audits);
        events = Optional.of(new ServerEvents(
                this::listenedTo,
                schedule::runSoon,
                RECONNECTS,
                () -> ThreadLocalRandom.current().nextDouble()));
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
        registration.ifPresent(ServiceRegistration::unregister);
        neighbours.onArrival(() -> {});
        events.ifPresent(ServerEvents::close);
        try {
            agent.end();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        schedule.close();
        reporter.close();
        pulse.shutdownNow();
        keeper.shutdownNow();
        pollHostWatch.close();
    }
}
