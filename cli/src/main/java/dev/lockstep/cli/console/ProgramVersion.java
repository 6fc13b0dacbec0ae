package dev.lockstep.cli.console;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** The version that stands in the program's jar. */
public final class ProgramVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(ProgramVersion.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"lockstep " + version + ", Java " + Runtime.version()};
    }
}
