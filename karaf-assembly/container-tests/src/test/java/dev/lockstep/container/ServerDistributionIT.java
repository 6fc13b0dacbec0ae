package dev.lockstep.container;

import static org.junit.Assert.assertArrayEquals;
import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertFalse;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.inject.Inject;
import javax.management.JMException;
import javax.management.ObjectName;
import javax.management.openmbean.TabularData;
import javax.security.auth.Subject;
import org.apache.karaf.features.BootFinished;
import org.apache.karaf.features.FeaturesService;
import org.apache.karaf.jaas.boot.principal.RolePrincipal;
import org.apache.karaf.jaas.boot.principal.UserPrincipal;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.junit.After;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;

/** The packed server distribution, seen from a bundle within it. It is started once; the tests have no order. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class ServerDistributionIT {
    private static final String TEXT = "org.apache.commons.text";
    private static final String LANG = "org.apache.commons.lang3";

    @Inject
    private BundleContext context;

    /** Its service comes when all boot features have been installed. */
    @Inject
    private BootFinished bootFinished;

    @Inject
    private FeaturesService features;

    @Inject
    private ConfigurationAdmin configurations;

    @Inject
    private ServiceComponentRuntime components;

    @Inject
    private SessionFactory shell;

    @Inject
    private ExternalModules modules;

    @Inject
    private UpdateAgent agent;

    @Inject
    private HttpPort port;

    /** What is started; this runs outside, before it. */
    @Configuration
    public Option[] server() throws IOException, InterruptedException {
        Path target = Path.of(System.getProperty("lockstep.target"));
        return new Option[] {new ServerOptions(Vendor.publish(target)).all()};
    }

    @After
    public void nothingWasLoggedAsAnError() throws IOException {
        Path log = Path.of(System.getProperty("karaf.log"), "lockstep.log");
        try (Stream<String> lines = Files.lines(log)) {
            assertEquals(
                    List.of(), lines.filter(line -> line.contains("| ERROR |")).collect(Collectors.toList()));
        }
    }

    @Test
    public void allBundlesOfOursAreActive() {
        assertNotNull("the start has not ended", bootFinished);
        Map<String, Integer> ours = Stream.of(context.getBundles())
                .filter(ServerDistributionIT::isOurs)
                .collect(Collectors.toMap(Bundle::getSymbolicName, Bundle::getState, Integer::max, TreeMap::new));
        assertEquals(
                Set.of(
                        "dev.lockstep.admin",
                        "dev.lockstep.client",
                        "dev.lockstep.commands",
                        "dev.lockstep.core",
                        "dev.lockstep.distribution",
                        "dev.lockstep.external-modules",
                        "dev.lockstep.fleet",
                        "dev.lockstep.maven-urls",
                        "dev.lockstep.signing",
                        "dev.lockstep.readiness"),
                ours.keySet());
        assertEquals(Set.of(Bundle.ACTIVE), Set.copyOf(ours.values()));
    }

    /** The versions are the oldest that no advisory named when they were chosen: docs/reference/dependencies.md. */
    @Test
    public void karafRunsWithNewerBundlesThanItsOwn() {
        Map<String, org.osgi.framework.Version> active = Stream.of(context.getBundles())
                .filter(bundle -> bundle.getState() == Bundle.ACTIVE)
                .collect(Collectors.toMap(Bundle::getSymbolicName, Bundle::getVersion, (one, other) -> one));
        Map.of(
                        "bcpkix", "1.85",
                        "bcprov", "1.85",
                        "bcutil", "1.85",
                        "com.fasterxml.jackson.core.jackson-core", "2.22.3",
                        "com.fasterxml.jackson.core.jackson-databind", "2.22.3",
                        "org.apache.sshd.osgi", "2.19",
                        "org.apache.sshd.scp", "2.19",
                        "org.apache.sshd.sftp", "2.19",
                        "org.jline", "3.30.14")
                .forEach((name, oldest) -> assertTrue(
                        name + " " + active.get(name),
                        active.get(name).compareTo(org.osgi.framework.Version.valueOf(oldest)) >= 0));
        assertFalse("what fetches bundles from elsewhere", active.containsKey("org.ops4j.pax.url.mvn"));
    }

    @Test
    public void nothingElseIsLeftUnresolved() {
        assertEquals(
                List.of(),
                Stream.of(context.getBundles())
                        .filter(bundle -> bundle.getState() == Bundle.INSTALLED)
                        .map(Bundle::getSymbolicName)
                        .collect(Collectors.toList()));
    }

    @Test
    public void allComponentsOfOursAreSatisfied() {
        Bundle[] ours = Stream.of(context.getBundles())
                .filter(ServerDistributionIT::isOurs)
                .toArray(Bundle[]::new);
        for (ComponentDescriptionDTO component : components.getComponentDescriptionDTOs(ours)) {
            List<ComponentConfigurationDTO> configured =
                    List.copyOf(components.getComponentConfigurationDTOs(component));
            assertFalse(component.name + " has no configuration", configured.isEmpty());
            for (ComponentConfigurationDTO one : configured) {
                assertTrue(
                        component.name + " is in state " + one.state + " " + one.failure,
                        one.state == ComponentConfigurationDTO.SATISFIED
                                || one.state == ComponentConfigurationDTO.ACTIVE);
            }
        }
    }

    @Test
    public void everyServiceThatBundlesShareIsThere() {
        for (Class<?> service : List.of(
                ContentStore.class,
                Settings.class,
                Upstream.class,
                UpdateAgent.class,
                Distribution.class,
                HttpPort.class,
                Assignments.class,
                ExternalModules.class,
                Audit.class,
                AuditTrail.class)) {
            assertNotNull(service.getName(), context.getServiceReference(service));
        }
    }

    @Test
    public void everyCommandSaysWhoMayUseItAndNoOtherDoes() throws Exception {
        Set<String> commands = commandsOf("admin", "manager", "viewer");
        assertTrue(commands.toString(), commands.containsAll(Set.of("lockstep:update", "module:install")));
        assertEquals(
                new TreeSet<>(commands),
                Stream.of("lockstep", "module").flatMap(this::ruled).collect(Collectors.toCollection(TreeSet::new)));
    }

    /** The commands of a scope that have a rule; those with a pattern are for some arguments only. */
    private Stream<String> ruled(String scope) {
        try {
            var rules = configurations
                    .getConfiguration("org.apache.karaf.command.acl." + scope, null)
                    .getProperties();
            return Collections.list(rules.keys()).stream()
                    .filter(key -> key.matches("[a-z-]+"))
                    .map(command -> scope + ":" + command);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    public void whoMayOnlyLookDoesNotEvenSeeTheCommandsThatChangeSomething() throws Exception {
        Set<String> commands = commandsOf("viewer");
        assertTrue(commands.toString(), commands.containsAll(Set.of("lockstep:status", "module:list")));
        assertFalse(commands.contains("lockstep:update"));
        assertFalse(commands.contains("module:install"));
    }

    /** The commands of ours that somebody with these roles is shown. What a thread was shown once, the shell remembers. */
    private Set<String> commandsOf(String... roles) throws Exception {
        Subject person = new Subject();
        Stream.of(roles).map(RolePrincipal::new).forEach(person.getPrincipals()::add);
        FutureTask<Set<String>> shown = new FutureTask<>(() ->
                Subject.doAs(person, (PrivilegedAction<Set<String>>) () -> shell.getRegistry().getCommands().stream()
                        .filter(command -> Set.of("lockstep", "module").contains(command.getScope()))
                        .map(command -> command.getScope() + ":" + command.getName())
                        .collect(Collectors.toSet())));
        new Thread(shown).start();
        return shown.get();
    }

    /** LS-140. */
    @Test
    public void theAuditLogSaysWhoAtTheConsoleChangedASetting() throws Exception {
        Subject vera = new Subject();
        vera.getPrincipals().add(new UserPrincipal("vera"));
        Stream.of("admin", "manager", "viewer").map(RolePrincipal::new).forEach(vera.getPrincipals()::add);
        String shown = execute(vera, "lockstep:settings newer.than.server wait; lockstep:audit --no-format -n 1");
        assertTrue(
                shown,
                shown.contains("\tuser vera\tchange setting\tnewer.than.server\tdowngrade\twait\t\t\tchanged\t"));
        AuditTrail trail = context.getService(context.getServiceReference(AuditTrail.class));
        assertEquals(List.of(), trail.verified(Optional.of(trail.head())).findings());
    }

    private String execute(Subject person, String commands) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        FutureTask<Object> executed =
                new FutureTask<>(() -> Subject.doAs(person, (PrivilegedExceptionAction<Object>) () -> {
                    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                    try (Session session = shell.create(InputStream.nullInputStream(), printed, printed)) {
                        return session.execute(commands);
                    }
                }));
        new Thread(executed).start();
        executed.get();
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    public void aModuleComesAndGoesWhileTheNodeRuns() {
        ChangeOutcome installed = install(TEXT);
        assertEquals(
                new ChangeOutcome.Changed(List.of(
                        Sentence.of("module.install-needed", Map.of("module", LANG + " 3.18.0")),
                        Sentence.of("module.install", Map.of("module", TEXT + " 1.13.1")))),
                installed);
        assertEquals(
                List.of(LANG, TEXT),
                modules.installed().stream().map(InstalledModule::name).sorted().collect(Collectors.toList()));
        assertEquals(Optional.of(Bundle.ACTIVE), state(TEXT));

        assertTrue(modules.remove(TEXT, false, Progress.SILENT) instanceof ChangeOutcome.Changed);
        assertEquals(Optional.empty(), state(TEXT));
        assertEquals(Optional.empty(), state(LANG));
    }

    @Test
    public void aKarafInstallsTheModulesFromTheFeaturesFile() throws Exception {
        fillTheDistributionFolder();
        assertTrue(install(TEXT) instanceof ChangeOutcome.Changed);
        URI file = port.local().orElseThrow().resolve("/modules/features.xml");
        features.addRepository(file);
        // This Karaf is to install them on its own, from the addresses in the file.
        assertTrue(modules.remove(TEXT, false, Progress.SILENT) instanceof ChangeOutcome.Changed);
        assertEquals(Optional.empty(), state(TEXT));
        try {
            features.installFeatures(Set.of(TEXT, LANG), EnumSet.noneOf(FeaturesService.Option.class));
            assertEquals(Optional.of(Bundle.ACTIVE), state(TEXT));
            assertEquals(Optional.of(Bundle.ACTIVE), state(LANG));
        } finally {
            features.removeRepository(file, true);
        }
        assertEquals(Optional.empty(), state(TEXT));
    }

    /** With what the vendor published: 1.0.0. Another test may have done so, and the node's own first check may be under way. */
    private void fillTheDistributionFolder() {
        UpdateAgent.UpdateOutcome outcome;
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(5);
        do {
            outcome = agent.update(new UpdateAgent.UpdateRequest(Optional.empty(), true, false), Progress.SILENT);
        } while (isBusy(outcome) && System.nanoTime() < end);
        assertEquals(
                outcome.toString(),
                Optional.of(Version.parse("1.0.0")),
                agent.status().installed());
    }

    private static boolean isBusy(UpdateAgent.UpdateOutcome outcome) {
        return outcome instanceof UpdateAgent.UpdateOutcome.Refused refused
                && refused.problem().code() == ProblemCode.BUSY;
    }

    @Test
    public void operatorsSeeTheNodeInJmx() throws Exception {
        fillTheDistributionFolder();
        assertTrue(install(TEXT) instanceof ChangeOutcome.Changed);
        try {
            assertEquals("1.0.0", attribute("Agent", "InstalledRelease"));
            assertEquals("", attribute("Agent", "LastProblemCode"));
            assertEquals("ready", attribute("Distribution", "State"));
            assertArrayEquals(new String[] {"1.0.0"}, (String[]) attribute("Distribution", "Releases"));
            assertEquals(2, attribute("Modules", "Active"));
            TabularData versions = (TabularData) attribute("Modules", "Versions");
            assertEquals("1.13.1", versions.get(new Object[] {TEXT}).get("value"));
        } finally {
            modules.remove(TEXT, false, Progress.SILENT);
        }
    }

    private static Object attribute(String type, String name) throws JMException {
        return ManagementFactory.getPlatformMBeanServer()
                .getAttribute(new ObjectName("dev.lockstep:type=" + type), name);
    }

    private ChangeOutcome install(String module) {
        return modules.install(module, Optional.empty(), false, Progress.SILENT);
    }

    private Optional<Integer> state(String symbolicName) {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .map(Bundle::getState)
                .findFirst();
    }

    private static boolean isOurs(Bundle bundle) {
        return String.valueOf(bundle.getSymbolicName()).startsWith("dev.lockstep.")
                && bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null;
    }
}
