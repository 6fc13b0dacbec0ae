package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A vendor, and servers and clients that run the program of a {@link SmallRelease}; each is a process or a node of its own. */
public final class SmallSite implements AutoCloseable {
    private final Artifacts artifacts;
    private final Path folder;
    private final VendorSite vendor;
    private final List<NodeInstallation> nodes = new ArrayList<>();

    /** A site below {@code folder}, with its vendor's web server. */
    public SmallSite(Artifacts artifacts, Path folder) {
        this.artifacts = artifacts;
        this.folder = folder;
        Path log = folder.resolve("log");
        try {
            Files.createDirectories(log);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + log, e);
        }
        this.vendor = VendorSite.create(new VendorInThisProcess(), folder.resolve("vendor"), log.resolve("vendor.log"));
    }

    /** The vendor that all servers of the site take their releases from. */
    public VendorSite vendor() {
        return vendor;
    }

    /** Unpacks and configures a server, which admits whoever asks; it is not started. */
    public NodeInstallation installServer(String name) {
        NodeInstallation node = install(name, artifacts.server()).admitsWhoeverAsks();
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name",
                        name,
                        "source",
                        "vendor",
                        "vendor.urls",
                        vendor.url().toString(),
                        "distribute",
                        "true",
                        "components",
                        SmallRelease.PROGRAM));
        return node;
    }

    /** Unpacks and configures a client of a server; it is not started. */
    public NodeInstallation installClient(String name, NodeInstallation server) {
        NodeInstallation node = install(name, artifacts.client());
        node.configure(
                "dev.lockstep.node",
                Map.of(
                        "name",
                        name,
                        "source",
                        "computer",
                        "server.address",
                        "127.0.0.1",
                        "server.port",
                        Integer.toString(server.port()),
                        "components",
                        SmallRelease.PROGRAM));
        return node;
    }

    private NodeInstallation install(String name, Path archive) {
        NodeInstallation node = NodeInstallation.unpack(name, archive, folder.resolve(name), Ports.free());
        node.pinVendor(vendor.root());
        nodes.add(node);
        return node;
    }

    /** Stops everything: the nodes, side by side, then the vendor that they talk to. */
    @Override
    public void close() {
        try {
            nodes.parallelStream().forEach(NodeInstallation::close);
        } finally {
            nodes.clear();
            vendor.close();
        }
    }
}
