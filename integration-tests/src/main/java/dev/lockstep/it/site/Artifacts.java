package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build made, and what a site is built from.
 *
 * @param root the folder of the project
 */
public record Artifacts(Path root) {
    /** The artifacts of the project in {@code lockstep.root}, or else in the current folder. */
    public static Artifacts ofBuild() {
        return new Artifacts(Path.of(System.getProperty("lockstep.root", "")).toAbsolutePath());
    }

    /** The archive of the server's node. */
    public Path server() {
        return require("karaf-assembly/server/target/lockstep-server.tar.gz");
    }

    /** The archive of a client's node. */
    public Path client() {
        return require("karaf-assembly/client/target/lockstep-client.tar.gz");
    }

    /** The archive of the node alone: the tree of one version, as a release carries it. */
    public Path node() {
        Path folder = require("karaf-assembly/node/target");
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "lockstep-node-*.tar.gz")) {
            for (Path archive : found) {
                return archive;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + folder, e);
        }
        return require("karaf-assembly/node/target/lockstep-node.tar.gz");
    }

    /** The unpacked {@code lockstep} program. */
    public Path cli() {
        return require("cli/target/lockstep-cli");
    }

    /** The component folders of a release of the metering system. */
    public Path meteringRelease(String version) {
        return require("examples/metering/target/releases/" + version);
    }

    /** The folder of the simulated meters and the comparison, which are no component. */
    public Path meteringSimulator() {
        return require("examples/metering/target/simulator");
    }

    /** The bundle of a version of the example's module. */
    public Path module(String version) {
        return require("examples/metering-module/target/metering-module-" + version + ".jar");
    }

    /** The archive of Apache Karaf, as its makers packed it. */
    public Path realDistribution(String version) {
        return require("cli/target/real/apache-karaf-" + version + ".tar.gz");
    }

    /** The folder with third-party bundles. */
    public Path realCatalogue() {
        return require("external-modules-bundle/target/catalogue");
    }

    /** The folder with third-party bundles that are published as one feature. */
    public Path realFeatureBundles() {
        return require("integration-tests/target/feature-bundles");
    }

    private Path require(String path) {
        Path artifact = root.resolve(path);
        if (!Files.exists(artifact)) {
            throw new IllegalStateException("not built yet: " + artifact + " (./mvnw package -DskipTests builds it)");
        }
        return artifact;
    }
}
