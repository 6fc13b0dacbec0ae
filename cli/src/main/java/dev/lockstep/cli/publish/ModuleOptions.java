package dev.lockstep.cli.publish;

import dev.lockstep.core.version.VersionRange;
import dev.lockstep.module.ModuleReader.Particulars;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which modules are published, and what is said about them. */
final class ModuleOptions {
    @Option(names = "--module", paramLabel = "JAR", description = "Publish a bundle as a module; can be repeated.")
    private List<Path> jars = new ArrayList<>();

    @Option(names = "--features", paramLabel = "FILE", description = "Publish a feature of a Karaf features file.")
    private Path features;

    @Option(
            names = "--bundles",
            paramLabel = "FOLDER",
            description = "Where the bundles of the feature are. Default: beside the features file.")
    private Path bundles;

    @Option(names = "--feature", paramLabel = "NAME", description = "Which feature, if the file has several.")
    private String feature;

    @Option(
            names = "--platform",
            paramLabel = "RANGE",
            description = "The releases that the modules work with. Default: what their manifest says, or all.")
    private VersionRange platform;

    @Option(
            names = "--publisher",
            paramLabel = "TEXT",
            description = "Who makes the modules. Default: what their manifest says.")
    private String publisher;

    @Option(
            names = "--role",
            paramLabel = "NAME",
            defaultValue = "targets",
            description = "Sign the modules as this publisher, to whom their names are delegated.")
    private String role;

    boolean given() {
        return !jars.isEmpty() || features != null;
    }

    String role() {
        return role;
    }

    ModuleOrder order(List<String> components) {
        return new ModuleOrder(
                jars,
                Optional.ofNullable(features),
                Optional.ofNullable(bundles),
                Optional.ofNullable(feature),
                new Particulars(Optional.ofNullable(platform), components, Optional.ofNullable(publisher)));
    }
}
