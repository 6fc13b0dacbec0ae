package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.TreeScanner;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.NodeInstallation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** Real software on real nodes: two consecutive releases of Apache Karaf, and a catalogue of third-party bundles. */
class RealRolloutIT {
    private static final String OLD = "4.4.9";
    private static final String NEW = "4.4.10";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path folder;

    private static RealSite site;

    @BeforeAll
    static void aSiteWithARelease() throws IOException {
        site = RealSite.start(folder);
        Path release = Files.createDirectories(folder.resolve("first").resolve(KarafComponent.NAME));
        Files.writeString(release.resolve("README.txt"), "Nothing runs yet.");
        site.vendor.publishRelease("4.4.0", release.getParent());
        site.rollOut("4.4.0");
    }

    @AfterAll
    static void stop() throws IOException {
        if (site != null) {
            site.close();
        }
    }

    @Test
    @Tag("before-release") // The demo rolls releases out to real nodes in each build; this one is larger.
    @DisplayName(
            "LS-091 LS-097 LS-157 A release of a real distribution reaches a client as its changed files alone, and runs there;"
                    + " the server measured for how long both releases were running")
    void onlyWhatChangedCrossesTheWire() throws IOException {
        Path oldRelease = KarafComponent.release(Artifacts.ofBuild().realDistribution(OLD), OLD, folder.resolve("old"));
        site.vendor.publishRelease(OLD, oldRelease);
        site.rollOut(OLD);
        awaitRunning(OLD);
        List<ProcessHandle> before = List.of(process(site.server, OLD), process(site.first, OLD));
        Path release = KarafComponent.release(Artifacts.ofBuild().realDistribution(NEW), NEW, folder.resolve("new"));
        TreeScanner.ScannedTree was = TreeScanner.scan(oldRelease.resolve(KarafComponent.NAME));
        TreeScanner.ScannedTree is = TreeScanner.scan(release.resolve(KarafComponent.NAME));
        Set<Blob> changed = new HashSet<>(is.files().keySet());
        changed.removeAll(was.files().keySet());
        site.vendor.publishRelease(NEW, release);
        int vendorRequests = site.vendorRequests().size();
        long received = site.wire.received();

        site.rollOut(NEW);

        long crossed = site.wire.received() - received;
        long needed = changed.stream().mapToLong(Blob::length).sum();
        long all = is.files().keySet().stream().mapToLong(Blob::length).sum();
        assertThat(crossed)
                .as("%d files have changed, %d bytes of %d", changed.size(), needed, all)
                .isBetween(needed, needed + needed / 20);
        assertThat(payloads(site.vendorRequests()
                        .subList(vendorRequests, site.vendorRequests().size())))
                .as("what the server asked the vendor for: what has changed, once each, and the tree")
                .hasSize(changed.size() + 1)
                .containsAll(changed.stream().map(blob -> blob.digest().hex()).toList());
        awaitRunning(NEW);
        assertThat(before).noneMatch(ProcessHandle::isAlive);
        assertThat(Computers.reported(site.server, RealSite.FIRST)).hasValueSatisfying(report -> {
            assertThat(report.at("/components/" + KarafComponent.NAME).asText()).isEqualTo(NEW);
            assertThat(report.at("/lastProblem").isMissingNode()).isTrue();
        });
        assertThat(TreeScanner.scan(RealSite.tree(site.first, NEW)).tree()).isEqualTo(is.tree());
        assertThat(TreeScanner.scan(RealSite.tree(site.server, NEW)).tree()).isEqualTo(is.tree());
        assertThat(is.tree().entries()).contains(new Tree.Link("documentation", "README.md"));
        assertThat(RealSite.tree(site.first, NEW).resolve("bin/karaf")).isExecutable();
        Await.until("the mixed state to be over and measured", RealSite.LIMIT, () -> {
            String history = site.server.console("lockstep:history --no-format").output();
            return new Await.State(history.contains("\t" + OLD + "\t" + NEW + "\tthe site was mixed for "), history);
        });
    }

    @Test
    @DisplayName(
            "LS-060 LS-063 LS-065 LS-069 LS-082 LS-097 Real modules are active where the box is ticked and nowhere else, nothing else notices, and the server knows of both")
    void aCatalogueOfRealBundlesIsInstalledAndRemovedAgain() throws IOException {
        RealCatalogue.publish(site.vendor, folder);
        List<String> before = stateOfLockstep();
        assertThat(site.server
                        .console("module:catalogue --no-format")
                        .orThrow()
                        .output()
                        .lines()
                        .map(line -> line.split("\t")[0])
                        .distinct())
                .hasSizeGreaterThan(20);
        assertThat(site.server.console("module:install org.objectweb.asm"))
                .as("what the node itself runs on is not replaced under it")
                .matches(refused -> refused.exitCode() != 0)
                .extracting(ChildProcess.Finished::output, InstanceOfAssertFactories.STRING)
                .contains("brings the package org.objectweb.asm, which Lockstep itself uses")
                .contains("LS-MODULE-UNRESOLVED");

        site.server.console(each("module:install ")).orThrow();

        Map<String, String> installed = RealCatalogue.modules(site.server);
        assertThat(installed).containsKeys(RealCatalogue.WANTED.toArray(String[]::new));
        assertThat(installed)
                .as("what these need")
                .containsEntry("com.google.guava.failureaccess", "1.0.2")
                .containsEntry("org.apache.commons.lang3", "3.18.0")
                .containsEntry("org.yaml.snakeyaml", "2.3.0");
        awaitModules(installed);
        List<String> active = RealCatalogue.activeBundles(site.server);
        assertThat(active).hasSizeGreaterThan(20);
        assertThat(RealCatalogue.activeBundles(site.first)).hasSameSizeAs(active);
        assertThat(RealCatalogue.modules(site.second)).isEmpty();
        assertThat(RealCatalogue.activeBundles(site.second)).isEmpty();
        assertThat(Computers.reported(site.server, RealSite.FIRST)).hasValueSatisfying(report -> {
            assertThat(report.at("/lastCheck").asText()).startsWith("20");
            assertThat(report.at("/receivesModules").asBoolean()).isTrue();
        });
        assertThat(Computers.reported(site.server, site.second.name()))
                .hasValueSatisfying(report ->
                        assertThat(report.at("/receivesModules").asBoolean()).isFalse());
        assertThat(stateOfLockstep()).isEqualTo(before);

        site.server.console(each("module:remove ")).orThrow();

        assertThat(RealCatalogue.modules(site.server)).isEmpty();
        awaitModules(Map.of());
        assertThat(RealCatalogue.activeBundles(site.server)).isEmpty();
        assertThat(RealCatalogue.activeBundles(site.first)).isEmpty();
        assertThat(stateOfLockstep()).isEqualTo(before);
        for (NodeInstallation node : List.of(site.server, site.first, site.second)) {
            assertThat(DiskTable.unknown(node.home()))
                    .as("files that docs/reference/disk.md does not name")
                    .isEmpty();
        }
    }

    private static String each(String command) {
        return RealCatalogue.WANTED.stream().map(command::concat).collect(Collectors.joining("; "));
    }

    private static void awaitModules(Map<String, String> wanted) {
        Await.until("the modules of the server to be active on the client", RealSite.LIMIT, () -> {
            Map<String, String> seen = Computers.modules(site.server, RealSite.FIRST);
            return new Await.State(seen.equals(wanted), seen.toString());
        });
        assertThat(RealCatalogue.modules(site.first)).isEqualTo(wanted);
    }

    /** Changes when a node, or one of its bundles, is restarted. */
    private static List<String> stateOfLockstep() {
        return Stream.of(site.server, site.first)
                .flatMap(node -> Stream.concat(
                        Stream.of(node.lockstep("status").output()), RealCatalogue.ownServices(node).stream()))
                .toList();
    }

    private static List<String> payloads(List<String> requests) {
        return requests.stream()
                .filter(line -> line.startsWith("GET /targets/sha256/"))
                .map(line -> line.substring(line.lastIndexOf('/') + 1))
                .toList();
    }

    /** Karaf's own log says so, with the version of the bundle that speaks. */
    private static void awaitRunning(String version) {
        String done = "org.apache.karaf.features.core - " + version + " | Done.";
        for (NodeInstallation node : List.of(site.server, site.first)) {
            Await.until("Karaf " + version + " to be up on " + node.name(), RealSite.LIMIT, () -> {
                String log = KarafComponent.log(site.data(node), version);
                return new Await.State(log.contains(done), log);
            });
        }
    }

    private static ProcessHandle process(NodeInstallation node, String version) throws IOException {
        return KarafComponent.process(site.data(node), version);
    }
}
