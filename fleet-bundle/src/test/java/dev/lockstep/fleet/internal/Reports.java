package dev.lockstep.fleet.internal;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.admission.AdmissionFolder;
import dev.lockstep.fleet.internal.admission.AdmissionList;
import dev.lockstep.fleet.internal.computers.Speakers;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reports as computers send them. */
public final class Reports {
    private Reports() {}

    /** Where nobody was admitted, as on a site that asks for no keys. */
    public static Speakers speakers(Path folder) {
        return new Speakers(
                "server",
                new AdmissionList(
                        new AdmissionFolder(folder.resolve("admitted")),
                        false,
                        InstantSource.system(),
                        AdmissionList.Limits.USUAL,
                        event -> {}));
    }

    /** As a computer of an earlier version sends it, which signs nothing. */
    public static ReportMessage unsigned(ComputerReport report) {
        return ReportMessage.of(Statement.unsigned(report));
    }

    public static ComputerReport current(String id, String name) {
        return of(id, name, true, false, "This computer is current.", Optional.empty());
    }

    static ComputerReport withoutModules(String id, String name) {
        return of(id, name, false, false, "This computer is current.", Optional.empty());
    }

    public static ComputerReport relay(String id, String name) {
        return of(id, name, true, true, "This computer is current.", Optional.empty());
    }

    public static ComputerReport failing(String id, String name) {
        return of(
                id,
                name,
                true,
                false,
                "The server refuses the connection; see that it runs.",
                Optional.of(Problem.of(ProblemCode.SOURCE_REFUSED, Map.of("address", "server:10000"))));
    }

    private static ComputerReport of(
            String id,
            String name,
            boolean receivesModules,
            boolean distributes,
            String explanation,
            Optional<Problem> problem) {
        return new ComputerReport(
                id,
                name,
                "linux-x64",
                new TreeMap<>(Map.of("metering-workstation", Version.parse("1.1.0"))),
                new TreeMap<>(receivesModules ? Map.of("tariffs", Version.parse("2.0.0")) : Map.of()),
                receivesModules,
                distributes,
                distributes ? List.of("This computer distributes updates: it is a relay.") : List.of(),
                "idle",
                explanation,
                Optional.of(Instant.parse("2026-11-22T10:00:00Z")),
                problem,
                List.of(),
                Optional.empty());
    }
}
