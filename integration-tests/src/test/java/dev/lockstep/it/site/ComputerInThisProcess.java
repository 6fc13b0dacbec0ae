package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.client.internal.AgentService;
import dev.lockstep.client.internal.NeighbourServices;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.client.internal.http.LocalHandler;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.client.internal.upstream.StoreService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.distribution.internal.LockstepDistribution;
import dev.lockstep.distribution.internal.access.SignedInUsers;
import dev.lockstep.distribution.internal.http.HttpService;
import dev.lockstep.distribution.internal.serve.ComplaintHandler;
import dev.lockstep.distribution.internal.serve.NodeHandler;
import dev.lockstep.distribution.internal.serve.PayloadHandler;
import dev.lockstep.fleet.internal.admission.AdmissionList;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.assignment.Rollout;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.SiteWatch;
import dev.lockstep.fleet.internal.http.EnrolHandler;
import dev.lockstep.fleet.internal.http.EventsHandler;
import dev.lockstep.fleet.internal.http.ReportHandler;
import dev.lockstep.fleet.internal.http.SiteHandler;
import dev.lockstep.fleet.internal.http.TimeHandler;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/**
 * A computer with the real parts of a node on a real port, in this process: its agent with schedule, events and reports, its
 * distribution, its fleet and their answers. What Declarative Services does in a node is done by hand here. It has no external
 * modules, for those need a framework.
 */
public final class ComputerInThisProcess implements AutoCloseable {
    private static final Duration TO_BEGIN = Duration.ofMinutes(2);

    private final String name;
    private final Path home;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();
    /** What is to be ended, the newest first. */
    private final Deque<Ending> endings = new ArrayDeque<>();

    private UpstreamService upstream;
    private UpdateAgent agent;
    private Distribution distribution;
    private SiteVersions versions;
    private Rollout rollout;
    private Assignments fleet;

    /**
     * A computer that does not run.
     *
     * @param settings lines of {@code etc/dev.lockstep.node.cfg}
     */
    public ComputerInThisProcess(String name, Path home, int port, Path vendorRoot, String... settings)
            throws IOException {
        this.name = name;
        this.home = home;
        this.port = port;
        Files.createDirectories(home.resolve("etc"));
        Files.copy(vendorRoot, home.resolve("etc/vendor-root.json"));
        Files.write(
                home.resolve("etc/dev.lockstep.node.cfg"),
                (String.join("\n", settings) + "\nname = " + name + "\n")
                        .lines()
                        .toList());
    }

    /** What people call it. */
    public String name() {
        return name;
    }

    /** Its one port. */
    public int port() {
        return port;
    }

    /** Starts it, on what its folder holds. */
    public void start() throws Exception {
        Map<String, Object> web = Map.of("host", "127.0.0.1", "port", Integer.toString(port), "admission", "automatic");
        SettingsService settings = new SettingsService(home, name);
        AuditService audit = new AuditService(settings);
        StoreService store = new StoreService(settings);
        upstream = new UpstreamService(settings, store, new MembershipService(settings, audit), audit);
        LockstepDistribution folder = new LockstepDistribution(settings, store, upstream, upstream, audit, Map.of());
        endings.push(() -> declared(folder, "end"));
        Admissions admissions = new AdmissionList(settings, audit, web);
        Roster roster = new Roster(settings, audit, admissions);
        endings.push(roster::close);
        Fleet site = new Fleet(settings, upstream, roster);
        ExternalModules modules = NoModules.INSTANCE;
        bound(folder, "assignments", site);
        bound(folder, "modules", modules);
        NeighbourServices neighbours = new NeighbourServices();
        declared(neighbours, "bindDistribution", folder);
        declared(neighbours, "bindAssignments", site);
        declared(neighbours, "bindExternalModules", modules);
        CompletableFuture<UpdateAgent> registered = new CompletableFuture<>();
        BundleContext framework = framework(registered);
        AgentService service = new AgentService(framework, settings, upstream, store, neighbours, audit);
        endings.push(() -> declared(service, "end"));
        declared(service, "begin");
        agent = registered.get(TO_BEGIN.toSeconds(), TimeUnit.SECONDS);
        distribution = folder;
        fleet = site;
        SiteWatch watch = new SiteWatch(Map.of(), settings, roster, site, agent);
        endings.push(watch::close);
        versions = watch;
        rollout = new Rollout(settings, site, roster, upstream, folder, audit);
        NodeHandler self = new NodeHandler(settings, folder, folder);
        bound(self, "agent", agent);
        PayloadHandler payloads = new PayloadHandler(settings, store, folder, folder);
        EventsHandler events = new EventsHandler(site, folder);
        endings.push(events::close);
        TimeHandler time = new TimeHandler(site, upstream, folder);
        endings.push(time::end);
        HttpService port = new HttpService(framework, settings, payloads, SignedInUsers.NONE, web);
        endings.push(() -> declared(port, "stop"));
        port.add(List.of("/metadata/vendor", "/targets"), payloads);
        port.add(List.of("/api/v1/node"), self);
        port.add(List.of("/api/v1/payload-complaint"), new ComplaintHandler(folder, folder));
        port.add(List.of("/api/v1/local"), new LocalHandler(upstream, service, agent, settings, audit));
        port.add(List.of(SiteHandler.METADATA, "/targets/assignments"), new SiteHandler(site, folder));
        port.add(List.of(EnrolHandler.PATH), new EnrolHandler(admissions));
        port.add(List.of(ReportHandler.PATH), new ReportHandler(site, roster, folder));
        port.add(List.of(EventsHandler.PATH), events);
        port.add(List.of("/api/v1/time"), time);
        declared(port, "setAdmissions", admissions);
        declared(port, "open");
        declared(neighbours, "bindHttpPort", port);
    }

    /** Its folder. */
    public Path home() {
        return home;
    }

    /** What applications of the computer and other computers are told: who it is and how it is. */
    public JsonNode told(String path) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofMinutes(1))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw new IOException(name + " answers " + answer.statusCode() + " at " + path + ": "
                    + new String(answer.body(), StandardCharsets.UTF_8));
        }
        return new ObjectMapper().readTree(answer.body());
    }

    /** All that {@code lockstep:status} puts together. */
    public UpdateAgent.Status status() {
        distribution.state();
        versions.state();
        rollout.apart();
        return agent.status();
    }

    /** What it says of itself now, signed. */
    public Statement says() throws IOException {
        return upstream.sign(agent.report());
    }

    /** The names of the computers that it knows below it, at any depth. */
    public List<String> below() {
        return fleet.computers().stream()
                .flatMap(ComputerInThisProcess::withThoseBelow)
                .toList();
    }

    private static Stream<String> withThoseBelow(ComputerReport report) {
        return Stream.concat(
                Stream.of(report.name()), report.downstream().stream().flatMap(ComputerInThisProcess::withThoseBelow));
    }

    /** Its process ends. */
    @Override
    public void close() throws Exception {
        while (!endings.isEmpty()) {
            endings.pop().end();
        }
    }

    private static BundleContext framework(CompletableFuture<UpdateAgent> registered) {
        ServiceRegistration<?> registration = standIn(ServiceRegistration.class, Map.of());
        BundleContext[] context = new BundleContext[1];
        Bundle system = standInFor(
                Bundle.class,
                (method, arguments) -> method.getName().equals("getBundleContext") ? context[0] : unasked(method));
        context[0] = standInFor(BundleContext.class, (method, arguments) -> switch (method.getName()) {
            case "getBundle" -> system;
            case "registerService" -> {
                // The port also registers what is not in order, for a launcher that is not here.
                if (arguments[1] instanceof UpdateAgent found) {
                    registered.complete(found);
                }
                yield registration;
            }
            default -> unasked(method);
        });
        return context[0];
    }

    private static Object unasked(Method method) {
        throw new UnsupportedOperationException("no framework is here to answer " + method);
    }

    private static <T> T standIn(Class<T> type, Map<String, Object> answers) {
        return standInFor(type, (method, arguments) -> answers.get(method.getName()));
    }

    private static <T> T standInFor(Class<T> type, Answers answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answers.of(method, arguments)));
    }

    /** Calls a method of a component that is there for Declarative Services. */
    private static void declared(Object component, String method, Object... arguments) throws IOException {
        Method found = Arrays.stream(component.getClass().getDeclaredMethods())
                .filter(each -> each.getName().equals(method) && each.getParameterCount() == arguments.length)
                .findFirst()
                .orElseThrow();
        found.setAccessible(true);
        try {
            found.invoke(component, arguments);
        } catch (InvocationTargetException | IllegalAccessException e) {
            throw new IOException("cannot call " + found, e);
        }
    }

    /** Sets a field of a component that is there for Declarative Services. */
    private static void bound(Object component, String field, Object service) throws IOException {
        try {
            Field found = component.getClass().getDeclaredField(field);
            found.setAccessible(true);
            found.set(component, service);
        } catch (NoSuchFieldException | IllegalAccessException e) {
            throw new IOException("cannot set " + field + " of " + component, e);
        }
    }

    @FunctionalInterface
    private interface Answers {
        Object of(Method method, Object[] arguments);
    }

    @FunctionalInterface
    private interface Ending {
        void end() throws Exception;
    }

    /** The external modules of a computer that has none and can have none. */
    private static final class NoModules {
        static final ExternalModules INSTANCE = standIn(
                ExternalModules.class,
                Map.of(
                        "installed", List.of(),
                        "catalogue", List.of(),
                        "submitted", List.of(),
                        "undecided", List.of(),
                        "undecidedProblem", Optional.empty(),
                        "incompatibleWith", List.of(),
                        "payloads", Set.of(),
                        "converge", new ExternalModules.ChangeOutcome.Changed(List.of())));
    }
}
