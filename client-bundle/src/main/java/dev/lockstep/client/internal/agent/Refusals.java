package dev.lockstep.client.internal.agent;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Which computers below do not accept what this one says, and why: it looks well from here, and nobody follows. */
final class Refusals {
    private static final Set<ProblemCode> REFUSALS = EnumSet.of(
            ProblemCode.UNTRUSTED, ProblemCode.SITE_CHANGED, ProblemCode.SITE_STALE, ProblemCode.SERVER_CHANGED);

    private static final int NAMED = 20;

    private Refusals() {}

    /** A problem for each reason. */
    static List<Problem> of(List<ComputerReport> computers) {
        SortedMap<ProblemCode, Set<String>> refusing = new TreeMap<>();
        computers.forEach(computer -> collect(computer, refusing));
        return refusing.entrySet().stream()
                .map(reason -> Problem.of(
                        ProblemCode.CLIENTS_REFUSE,
                        Map.of("code", reason.getKey().code(), "computers", names(reason.getValue()))))
                .toList();
    }

    private static void collect(ComputerReport computer, SortedMap<ProblemCode, Set<String>> refusing) {
        computer.lastProblem()
                .map(Problem::code)
                .filter(REFUSALS::contains)
                .ifPresent(code ->
                        refusing.computeIfAbsent(code, none -> new TreeSet<>()).add(computer.name()));
        computer.downstream().forEach(below -> collect(below, refusing));
    }

    private static String names(Set<String> names) {
        String first = String.join(", ", names.stream().limit(NAMED).toList());
        return names.size() > NAMED ? first + ", ... (" + names.size() + ")" : first;
    }
}
