package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModulesFollowTest {
    private static final Assignment.AssignedModule CHARTS =
            new Assignment.AssignedModule("charts", Version.parse("1.0.0"));

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;
    private Installation client;
    private RecordingNeighbours others;

    @BeforeEach
    void aServerWithAModule() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", new VendorSite.Contents(Map.of()));
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
        server.modules = List.of(CHARTS);
        client = new Installation(folder.resolve("client")).trust(vendor);
        others = new RecordingNeighbours().of(client);
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Agent client(boolean receives) {
        return client.settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "receive.modules = " + receives)
                .started();
    }

    private static InstalledModule installed(String name, String version) {
        return new InstalledModule(name, Version.parse(version), true, ModuleState.ACTIVE, Optional.empty());
    }

    @Test
    @DisplayName("LS-081 LS-065 A fresh client gets the modules at its first check, even when its version is current")
    void modulesComeAtTheFirstCheck() {
        Agent agent = client(true);
        agent.update(
                new dev.lockstep.core.node.UpdateAgent.UpdateRequest(java.util.Optional.empty(), false, false),
                Progress.SILENT);
        others.calls.clear();

        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);

        assertThat(others.calls).containsExactly("converge [charts 1.0.0]");
    }

    @Test
    @DisplayName("LS-063 Without the tick in the box no module comes")
    void theBoxDecides() {
        client(false).check(Progress.SILENT);

        assertThat(others.calls).isEmpty();
    }

    @Test
    @DisplayName("LS-070 When the box is cleared the modules are removed")
    void aClearedBoxRemovesThem() {
        client(true).check(Progress.SILENT);

        client(false).check(Progress.SILENT);

        assertThat(others.calls).containsExactly("converge [charts 1.0.0]", "converge []");
    }

    @Test
    @DisplayName(
            "LS-185: What a computer brings along and its new site has never heard of stays until the site has decided")
    void whatTheSiteHasNeverHeardOfStays() {
        server.dropped = Optional.of(Set.of("gone"));
        others.installed =
                List.of(installed("charts", "0.9.0"), installed("gone", "1.0.0"), installed("mine", "3.0.0"));
        Agent agent = client(true);

        agent.check(Progress.SILENT);

        assertThat(others.calls).containsExactly("converge [charts 1.0.0, mine 3.0.0]");
        assertThat(agent.status().warnings().toString()).contains("mine 3.0.0", "module:adopt");

        server.dropped = Optional.of(Set.of("gone", "mine"));
        agent.check(Progress.SILENT);
        assertThat(others.calls).last().isEqualTo("converge [charts 1.0.0]");
        assertThat(agent.status().warnings().toString()).doesNotContain("module:adopt");
    }

    @Test
    @DisplayName(
            "LS-185: A server hears of what its computer has and it does not know, also of what does not run there")
    void whatDoesNotRunIsAskedAboutToo() {
        server.modulesKnown = false;
        others.installed = List.of(
                installed("mine", "3.0.0"),
                new InstalledModule(
                        "driver", Version.parse("1.0.0"), true, ModuleState.NOT_FOR_THIS_COMPUTER, Optional.empty()));
        Agent agent = client(true);

        agent.check(Progress.SILENT);

        assertThat(agent.report().modules()).containsOnlyKeys("driver", "mine");

        server.dropped = Optional.of(Set.of("driver", "mine"));
        server.modulesKnown = true;
        agent.check(Progress.SILENT);
        assertThat(agent.report().modules()).containsOnlyKeys("charts");
    }

    @Test
    @DisplayName("LS-185: What somebody else's assignment demanded and nobody offers is gone with that assignment")
    void whatCouldNeverBeHadIsNotAskedAbout() {
        others.installed = List.of(
                installed("mine", "3.0.0"),
                InstalledModule.missing(
                        "grid-meter",
                        Version.parse("1.0.0"),
                        Problem.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", "grid-meter"))));
        server.dropped = Optional.of(Set.of());
        Agent agent = client(true);

        agent.check(Progress.SILENT);

        assertThat(others.calls).containsExactly("converge [charts 1.0.0, mine 3.0.0]");
        assertThat(agent.status().warnings().toString()).contains("mine 3.0.0").doesNotContain("grid-meter");
    }

    @Test
    @DisplayName("LS-185: A server of an earlier version does not say what it dropped, and is followed as ever")
    void anEarlierServer() {
        others.installed = List.of(installed("mine", "3.0.0"));

        client(true).check(Progress.SILENT);

        assertThat(others.calls).containsExactly("converge [charts 1.0.0]");
    }

    @Test
    @DisplayName("LS-124 While the server does not know its modules, clients delete nothing")
    void whatIsNotKnownIsNotDeleted() {
        Agent agent = client(true);
        agent.check(Progress.SILENT);
        server.modules = List.of();
        server.modulesKnown = false;

        agent.check(Progress.SILENT);

        assertThat(others.installed).hasSize(1);
        assertThat(others.calls).containsExactly("converge [charts 1.0.0]");
    }
}
