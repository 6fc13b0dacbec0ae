package dev.lockstep.core.node;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What one computer says of itself when it checks in.
 *
 * @param id the node's id
 * @param name the computer's name
 * @param platform its operating system and processor
 * @param components versions that are installed, by component
 * @param modules versions of the modules that are active, by name
 * @param receivesModules "receive external modules"
 * @param distributes "distribute updates on this computer"
 * @param deviations settings that differ from what is usual, as sentences
 * @param phase what the agent is doing
 * @param explanation why this computer is not current and what to do, in one sentence; or that it is current
 * @param lastCheck when it last checked successfully
 * @param lastProblem the last error
 * @param downstream the computers below it, if it is a relay
 */
public record ComputerReport(
        String id,
        String name,
        String platform,
        SortedMap<String, Version> components,
        SortedMap<String, Version> modules,
        boolean receivesModules,
        boolean distributes,
        List<String> deviations,
        String phase,
        String explanation,
        Optional<Instant> lastCheck,
        Optional<Problem> lastProblem,
        List<ComputerReport> downstream) {
    public ComputerReport {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(platform, "platform");
        components = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Version>) components));
        modules = java.util.Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, Version>) modules));
        deviations = List.copyOf(deviations);
        Objects.requireNonNull(phase, "phase");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(lastCheck, "lastCheck");
        Objects.requireNonNull(lastProblem, "lastProblem");
        downstream = List.copyOf(downstream);
    }

    /** The same report with another explanation. */
    public ComputerReport withExplanation(String other) {
        return new ComputerReport(
                id,
                name,
                platform,
                components,
                modules,
                receivesModules,
                distributes,
                deviations,
                phase,
                other,
                lastCheck,
                lastProblem,
                downstream);
    }
}
