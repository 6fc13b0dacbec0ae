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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the demo tells: an administrator's year in two minutes. */
final class Story implements AutoCloseable {
    private static final Duration BOOT = Duration.ofSeconds(90);
    private static final Duration ROLL_OUT = Duration.ofSeconds(90);
    private static final String MODULE = "dev.lockstep.examples.metering.module";
    private static final List<String> CLIENTS = List.of("workstation-1", "workstation-2", "poll-service");

    private final Artifacts artifacts;
    private final Path folder;
    private final int serverPort;
    private final Narrator narrator;
    private final MeteringSite site;
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
        everybodyInstalls(nodes);
        everybodyFollows(vendor, nodes);
        moduleAppears(vendor, nodes);
        moduleFromAFileAppears(nodes);
        badReleaseIsTakenBack(vendor, nodes);
        NodeInstallation server = serverIsReinstalled(vendor, nodes);
        String readings = noReadingWasLost();
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

    private void everybodyInstalls(Nodes nodes) {
        narrator.chapter("The administrator installs 1.0.0 at the server; the clients take it from there");
        narrator.runs("lockstep:check", nodes.server());
        narrator.runs("lockstep:update --yes", nodes.server()).orThrow();
        narrator.step("users log in at both workstations: the login window names the server", () -> {
            site.logIn(nodes.first());
            site.logIn(nodes.second());
        });
        awaitEverywhere(nodes.server(), "1.0.0");
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
        narrator.step("workstation-1 has it active", () -> awaitModule(nodes.first(), "1.0.0"));
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
        narrator.step("workstation-1 has it active", () -> awaitModule(nodes.first(), "1.1.0"));
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
        ChildProcess.Finished client = narrator.runs("lockstep:check", nodes.poll());
        narrator.verify(
                "a client that checks now is told what is wrong and what to do",
                client.exitCode() != 0 && client.output().contains("LS-DISTRIBUTION-EMPTY"),
                client.output());
        ChildProcess.Finished check = narrator.runs("lockstep:check", server);
        narrator.verify(
                "the check offers to update the distribution folder",
                check.output().contains("rebuild-distribution"),
                check.output());
        narrator.runs("lockstep:site-restore " + backup, server).orThrow();
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

    private void awaitEverywhere(NodeInstallation server, String version) {
        narrator.step(
                "all computers run " + version,
                () -> Await.until(
                        "all computers to run " + version, ROLL_OUT, () -> Computers.all(server, CLIENTS, version)));
    }

    private static void awaitModule(NodeInstallation node, String version) {
        Await.until(MODULE + " " + version + " to be active on " + node.name(), ROLL_OUT, () -> {
            String list = node.console("module:list --no-format").output();
            boolean there = list.lines()
                    .anyMatch(line -> line.contains(MODULE) && line.contains(version) && line.contains("active"));
            return new Await.State(there, list);
        });
    }

    /** Leaves everything running and says what to open and type. */
    void leave() {
        narrator.chapter("Left running. What to open and type:");
        System.out.println("  http://127.0.0.1:" + serverPort + "/api/v1/computers");
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
