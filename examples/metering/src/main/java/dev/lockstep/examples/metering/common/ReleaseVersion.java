package dev.lockstep.examples.metering.common;

import java.util.Optional;

/** The version of a program, read from the manifest of the jar that it was started from. */
public final class ReleaseVersion {
    private ReleaseVersion() {}

    /** The version of the jar that holds this class; {@code 0.0.0-development} when there is no jar. */
    public static String of(Class<?> program) {
        return Optional.ofNullable(program.getPackage().getImplementationVersion())
                .orElse("0.0.0-development");
    }
}
