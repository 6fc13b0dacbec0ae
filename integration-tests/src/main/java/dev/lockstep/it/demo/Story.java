package dev.lockstep.it.demo;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.MeteringSite;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.VendorSite;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo tells: an administrator's year in two minutes. */
final class Story implements AutoCloseable {
    private static final Duration BOOT = Duration.ofMinutes(5);
    private static final Duration ROLL_OUT = Duration.ofMinutes(5);
    private static final String MODULE = "dev.lockstep.examples.metering.module";
    private static final List<String> CLIENTS = List.of("workstation-1", "workstation-2", "poll-service");

    private final Artifacts artifacts;
    private final Path folder;
    private final int serverPort;
    private final Narrator narrator;
    private final MeteringSite site;
    private final List<String> secrets = new ArrayList<>();
    private boolean succeeded;

    Story(Artifacts artifacts, Path folder, int serverPort, Narrator narrator) {
        this.artifacts = artifacts;
        this.folder = folder;
        this.serverPort = serverPort;
        this.narrator = narrator;
        this.site = new MeteringSite(artifacts, folder, serverPort);
    }

    void tell() {
        narrator.says("A distributed system on this machine, below " + folder);
        VendorSite vendor = vendorPublishes();
        Nodes nodes = installAndStart(vendor);
        serverInstalls(nodes);
        clientsAreAdmitted(nodes);
        everybodyFollows(vendor, nodes);
        moduleAppears(vendor, nodes);
        moduleFromAFileAppears(nodes);
        badReleaseIsTakenBack(vendor, nodes);
        NodeInstallation server = serverIsReinstalled(vendor, nodes);
        String readings = noReadingWasLost();
        noSecretWasLogged();
        narrator.chapter("What runs now");
        narrator.runs("lockstep:computers", server).orThrow();
        narrator.says(readings);
        succeeded = true;
    }

    private VendorSite vendorPublishes() {
        narrator.chapter("The vendor publishes release 1.0.0 on a plain web server");
        VendorSite vendor = narrator.step("repository made, keys kept apart from it, served", site::startVendor);
        narrator.shows(
                "lockstep publish --release 1.0.0 ...",
                vendor.publishRelease("1.0.0", artifacts.meteringRelease("1.0.0"))
                        .output());
        return vendor;
    }

    private Nodes installAndStart(VendorSite vendor) {
        narrator.chapter("Four computers: a server on port " + serverPort + ", two workstations, a poll service");
        site.startMeters();
        Nodes nodes = narrator.step(
                "nodes unpacked and configured",
                () -> new Nodes(
                        site.installServer(vendor),
                        site.installWorkstation(vendor, "workstation-1", true),
                        site.installWorkstation(vendor, "workstation-2", false),
                        site.installPollService(vendor, "poll-service")));
        narrator.step("nodes started", () -> {
            // As in a building where the power comes back: all at once.
            nodes.all().parallelStream().forEach(NodeInstallation::start);
            nodes.all().forEach(node -> node.awaitUp(BOOT));
        });
        return nodes;
    }

    /** Two ways in: what an installer brings along, and what a person sees at both ends. */
    private void clientsAreAdmitted(Nodes nodes) {
        narrator.chapter(
                "The clients are let in: by a token that an installer brings, or by an administrator who compares keys");
        secrets.add(nodes.server().administratorsPassword());
        secrets.add(narrator.step(
                "the administrator writes a join token of the server into the poll service's settings",
                () -> site.join(nodes.poll(), nodes.server())));
        narrator.step("users log in at both workstations: the login window names the server", () -> {
            site.logIn(nodes.first());
            site.logIn(nodes.second());
        });
        ChildProcess.Finished check = narrator.runs("lockstep:check", nodes.first());
        narrator.verify(
                "a workstation without a token waits, and says so with its key",
                check.exitCode() != 0 && check.output().contains("LS-COMPUTER-WAITING"),
                check.output());
        site.awaitWaiting(nodes.server(), nodes.second());
        ChildProcess.Finished waiting = narrator.runs("lockstep:waiting", nodes.server());
        String key = nodes.first()
                .console("lockstep:membership --no-format")
                .orThrow()
                .output()
                .lines()
                .findFirst()
                .orElseThrow();
        narrator.verify(
                "both sides show the same key of workstation-1",
                joined(check.output()).contains(key) && joined(waiting.output()).contains(key),
                key);
        narrator.runs("lockstep:admit workstation-1", nodes.server()).orThrow();
        narrator.runs("lockstep:admit workstation-2", nodes.server()).orThrow();
        narrator.step(
                "the poll service is admitted by its token", () -> site.awaitAdmitted(nodes.server(), nodes.poll()));
        narrator.verify(
                "the token does not stand in the settings any more",
                nodes.poll().setting("dev.lockstep.node", "join.token").isEmpty(),
                "it does");
        awaitEverywhere(nodes.server(), "1.0.0");
    }

    /** Without the line breaks that a terminal's width makes. */
    private static String joined(String output) {
        return output.replaceAll("\\s+", "");
    }

    private void serverInstalls(Nodes nodes) {
        narrator.chapter("The administrator installs 1.0.0 at the server");
        narrator.runs("lockstep:check", nodes.server());
        narrator.runs("lockstep:update --yes", nodes.server()).orThrow();
    }

    private void everybodyFollows(VendorSite vendor, Nodes nodes) {
        narrator.chapter("The vendor publishes 1.1.0; the server checks, mirrors and installs it; the clients follow");
        vendor.publishRelease("1.1.0", artifacts.meteringRelease("1.1.0"));
        narrator.runs("lockstep:check", nodes.server());
        narrator.runs("lockstep:update --yes", nodes.server()).orThrow();
        awaitEverywhere(nodes.server(), "1.1.0");
    }

    private void moduleAppears(VendorSite vendor, Nodes nodes) {
        narrator.chapter("A module from the catalogue appears where its box is ticked, while the workstation runs");
        vendor.publishModule(artifacts.module("1.0.0"), "metering-workstation", "[1.0.0,2.0.0)");
        String before = nodes.first().lockstep("status").output();
        narrator.runs("module:catalogue", nodes.server()).orThrow();
        narrator.runs("module:install " + MODULE, nodes.server()).orThrow();
        awaitModule(nodes, "1.0.0");
        narrator.verify(
                "workstation-2, whose box is not ticked, does not have it",
                !nodes.second()
                        .console("module:list --no-format")
                        .orThrow()
                        .output()
                        .contains(MODULE),
                nodes.second().console("module:list").output());
        narrator.verify(
                "no node was restarted for it",
                before.equals(nodes.first().lockstep("status").output()),
                before);
    }

    private void moduleFromAFileAppears(Nodes nodes) {
        narrator.chapter(
                "The administrator's own build of the module, from a file: approved, then shared like any other");
        narrator.runs("module:submit " + artifacts.module("1.1.0"), nodes.server())
                .orThrow();
        ChildProcess.Finished early = nodes.server().console("module:install " + MODULE + " 1.1.0");
        narrator.verify(
                "nobody installs it before it is approved",
                early.exitCode() != 0 && early.output().contains("LS-MODULE-UNAPPROVED"),
                early.output());
        narrator.runs("module:approve --passphrase-file " + passphrase() + " " + MODULE + " 1.1.0", nodes.server())
                .orThrow();
        narrator.runs("module:install " + MODULE + " 1.1.0", nodes.server()).orThrow();
        awaitModule(nodes, "1.1.0");
    }

    /** A script's way to give a passphrase; a person is asked. */
    private Path passphrase() {
        Path file = folder.resolve("administrator/passphrase");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "correct horse battery staple\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    private void badReleaseIsTakenBack(VendorSite vendor, Nodes nodes) {
        narrator.chapter("Release 1.2.0 does not become healthy: everybody ends on 1.1.0");
        vendor.publishRelease("1.2.0", artifacts.meteringRelease("1.2.0"));
        ChildProcess.Finished update = narrator.runs("lockstep:update --yes", nodes.server());
        narrator.verify("the update says that it failed", update.exitCode() != 0, update.output());
        awaitEverywhere(nodes.server(), "1.1.0");
        narrator.runs("lockstep:explain", nodes.server()).orThrow();
    }

    private NodeInstallation serverIsReinstalled(VendorSite vendor, Nodes nodes) {
        narrator.chapter(
                "The server is reinstalled: it has nothing to distribute, says so, and one command rebuilds it");
        String backup = "--passphrase-file " + passphrase() + " " + folder.resolve("administrator/site.backup");
        narrator.runs("lockstep:site-backup " + backup, nodes.server()).orThrow();
        NodeInstallation server = narrator.step(
                "the server's node is removed and installed again", () -> site.reinstallServer(nodes.server(), vendor));
        narrator.step("it starts", () -> {
            server.start();
            server.awaitUp(BOOT);
        });
        ChildProcess.Finished stranger = narrator.runs("lockstep:check", nodes.poll());
        narrator.verify(
                "a client does not trust what it does not know, and is told what is likely and what to do",
                stranger.exitCode() != 0
                        && stranger.output().contains("LS-SERVER-CHANGED")
                        && stranger.output().contains("lockstep:site-restore"),
                stranger.output());
        ChildProcess.Finished check = narrator.runs("lockstep:check", server);
        narrator.verify(
                "the check offers to update the distribution folder",
                check.output().contains("rebuild-distribution"),
                check.output());
        narrator.runs("lockstep:site-restore " + backup, server).orThrow();
        ChildProcess.Finished client = narrator.runs("lockstep:check", nodes.poll());
        narrator.verify(
                "clients know the server again at once, and it has nothing for them yet",
                client.exitCode() != 0 && client.output().contains("LS-DISTRIBUTION-EMPTY"),
                client.output());
        narrator.runs("lockstep:rebuild-distribution", server).orThrow();
        ChildProcess.Finished list = narrator.runs("module:list --no-format", server);
        narrator.verify(
                "the server has its module list again", list.output().contains(MODULE + "\t1.1.0"), list.output());
        narrator.verify(
                "workstation-1 kept its module all the time",
                nodes.first().console("module:list --no-format").output().contains(MODULE),
                nodes.first().console("module:list").output());
        ChildProcess.Finished again = narrator.runs("lockstep:check", nodes.poll());
        narrator.verify("clients are served again, with nothing done on them", again.exitCode() == 0, again.output());
        awaitEverywhere(server, "1.1.0");
        return server;
    }

    /** What the comparison of the meters with the server's database printed. */
    private String noReadingWasLost() {
        narrator.chapter("Meters were read all the time: is every reading there, and once?");
        ChildProcess.Finished compared = site.compareReadings();
        String result = compared.output().strip();
        narrator.verify("no reading was lost, none doubled", compared.exitCode() == 0, result);
        return result;
    }

    private void noSecretWasLogged() {
        List<String> telling = logs().stream()
                .filter(file -> secrets.stream().anyMatch(secret -> textOf(file).contains(secret)))
                .map(Path::toString)
                .toList();
        narrator.verify(
                "no log holds the join token or the administrator's password", telling.isEmpty(), telling.toString());
    }

    private List<Path> logs() {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("the logs cannot be listed", e);
        }
    }

    private static String textOf(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    private void awaitEverywhere(NodeInstallation server, String version) {
        narrator.step(
                "all computers run " + version,
                () -> Await.until(
                        "all computers to run " + version, ROLL_OUT, () -> Computers.all(server, CLIENTS, version)));
    }

    private void awaitModule(Nodes nodes, String version) {
        String name = nodes.first().name();
        narrator.step(
                name + " has it active",
                () -> Await.until(MODULE + " " + version + " to be active on " + name, ROLL_OUT, () -> {
                    Map<String, String> seen = Computers.modules(nodes.server(), name);
                    return new Await.State(version.equals(seen.get(MODULE)), seen.toString());
                }));
    }

    /** Leaves everything running and says what to open and type. */
    void leave() {
        narrator.chapter("Left running. What to open and type:");
        System.out.println("  " + folder.resolve("server/bin/lockstep") + " console \"lockstep:computers\"");
        System.out.println("  " + folder.resolve("server/bin/lockstep") + " console \"lockstep:status\"");
        CLIENTS.forEach(name ->
                System.out.println("  " + folder.resolve(name + "/bin/lockstep") + " console \"lockstep:explain\""));
        System.out.println("  stop it all: for n in server " + String.join(" ", CLIENTS) + "; do " + folder
                + "/$n/bin/lockstep stop --components; done; kill "
                + site.surroundings().stream().map(String::valueOf).collect(Collectors.joining(" ")));
    }

    /** Prints the ends of all logs, for a failure that has to be understood from its output alone. */
    void showLogs(PrintStream out) {
        try (Stream<Path> files = Files.walk(folder, 4)) {
            files.filter(file -> file.getFileName().toString().endsWith(".log"))
                    .sorted()
                    .forEach(file -> tail(file, out));
        } catch (IOException e) {
            out.println("the logs cannot be read: " + e.getMessage());
        }
    }

    private static void tail(Path file, PrintStream out) {
        try {
            List<String> lines = Files.readAllLines(file);
            out.println("--- " + file);
            lines.subList(Math.max(0, lines.size() - 15), lines.size()).forEach(out::println);
        } catch (IOException e) {
            out.println("--- " + file + ": " + e.getMessage());
        }
    }

    boolean succeeded() {
        return succeeded;
    }

    @Override
    public void close() {
        site.close();
    }

    private record Nodes(
            NodeInstallation server, NodeInstallation first, NodeInstallation second, NodeInstallation poll) {
        List<NodeInstallation> all() {
            return List.of(server, first, second, poll);
        }
    }
}
