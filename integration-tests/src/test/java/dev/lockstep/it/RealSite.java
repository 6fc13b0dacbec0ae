package dev.lockstep.it;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.VendorInThisProcess;
import dev.lockstep.it.site.VendorSite;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A server and two clients that run real software: Apache Karaf on the server and on the first client, whose box for modules is
 * ticked; nothing on the second, whose box is not. What the first client receives is counted.
 */
final class RealSite implements Closeable {
    static final Duration LIMIT = Duration.ofMinutes(10);
    static final String FIRST = "client-1";

    final VendorSite vendor;
    final NodeInstallation server;
    final NodeInstallation first;
    final NodeInstallation second;
    final CountingProxy wire;
    private final Path folder;

    private RealSite(Path folder) throws IOException {
        Artifacts artifacts = Artifacts.ofBuild();
        this.folder = folder;
        vendor = VendorSite.create(new VendorInThisProcess(), folder.resolve("vendor"), vendorLog());
        server = NodeInstallation.unpack("server", artifacts.server(), folder.resolve("server"), Ports.free())
                .admitsWhoeverAsks();
        wire = new CountingProxy(server.port());
        first = NodeInstallation.unpack(FIRST, artifacts.client(), folder.resolve(FIRST), Ports.free());
        second = NodeInstallation.unpack("client-2", artifacts.client(), folder.resolve("client-2"), Ports.free());
    }

    /** Sets the site up and starts it; nothing is published yet. */
    static RealSite start(Path folder) throws IOException {
        RealSite site = new RealSite(folder);
        try {
            site.start();
            return site;
        } catch (RuntimeException e) {
            site.close();
            throw e;
        }
    }

    private void start() {
        server.configure(
                "dev.lockstep.node",
                Map.of("name", "server", "vendor.urls", vendor.url().toString()));
        client(first, wire.port(), true);
        client(second, server.port(), false);
        List.of(server, first).forEach(this::withKaraf);
        nodes().forEach(node -> node.pinVendor(vendor.root()));
        nodes().parallelStream().forEach(NodeInstallation::start);
        nodes().forEach(node -> node.awaitUp(LIMIT));
    }

    private static void client(NodeInstallation node, int serverPort, boolean receivesModules) {
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name", node.name(),
                        "server.address", "127.0.0.1",
                        "server.port", Integer.toString(serverPort),
                        "receive.modules", Boolean.toString(receivesModules)));
    }

    private void withKaraf(NodeInstallation node) {
        node.configure("dev.lockstep.node", Map.of("components", KarafComponent.NAME));
        node.configure(
                "dev.lockstep.component-" + KarafComponent.NAME,
                Map.of(
                        "data", data(node).toString(),
                        "variable.ssh.port", Integer.toString(Ports.free()),
                        "variable.registry.port", Integer.toString(Ports.free()),
                        "variable.jmx.port", Integer.toString(Ports.free())));
    }

    List<NodeInstallation> nodes() {
        return List.of(server, first, second);
    }

    /** Where Karaf's data are on a computer. */
    Path data(NodeInstallation node) {
        return folder.resolve("data").resolve(node.name());
    }

    /** Where a version of Karaf is installed on a computer. */
    static Path tree(NodeInstallation node, String version) {
        return node.home().resolve("data/lockstep/components/karaf/versions").resolve(version);
    }

    Path vendorLog() {
        return folder.resolve("log/vendor.log");
    }

    /** Installs the newest release, as an administrator does at the server, and waits until the clients have followed. */
    void rollOut(String version) {
        server.consoleInTurn("lockstep:update --yes").orThrow();
        Await.until("all computers to run " + version, LIMIT, () -> Computers.all(server, List.of(FIRST), version));
    }

    /** The requests that the vendor's web server has answered until now. */
    List<String> vendorRequests() throws IOException {
        return Files.readAllLines(vendorLog());
    }

    @Override
    public void close() throws IOException {
        nodes().parallelStream().forEach(NodeInstallation::close);
        wire.close();
        vendor.close();
    }
}
