package dev.lockstep.it.site;

import dev.lockstep.cli.Lockstep;
import dev.lockstep.cli.console.Environment;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The {@code lockstep} program within the test's own process, for tests of what others make of what a vendor publishes: a process
 * for each command would cost more than most commands do. The packed program is what the demo and the tests of cli run.
 */
public final class VendorInThisProcess implements VendorSite.Program {
    @Override
    public ChildProcess.Finished run(List<String> arguments) {
        StringWriter printed = new StringWriter();
        PrintWriter both = new PrintWriter(printed, true);
        int exitCode = new Lockstep(new Environment(both, both, Clock.systemUTC(), Map.of(), Optional.empty()))
                .run(arguments.toArray(String[]::new));
        return new ChildProcess.Finished(exitCode, printed.toString());
    }
}
