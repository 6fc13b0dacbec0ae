package dev.lockstep.examples.metering.system;

import java.nio.file.Path;

/** Where the build put the component trees. */
public final class Releases {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Releases() {}

    public static Path tree(String version, String component) {
        return TARGET.resolve("releases").resolve(version).resolve(component);
    }

    static Path simulator() {
        return TARGET.resolve("simulator");
    }

    /** The folder for what a person may want to look at after a test. */
    public static Path target() {
        return TARGET;
    }
}
