package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who is below whom, of those who count: a computer whose access was taken is not shown, nor is whoever only it has brought. Each
 * is in it once.
 */
final class ReportTree {
    static final int RELAYS = 8;
    private static final String DIRECT = "";

    private final Map<String, List<Heard>> below = new HashMap<>();
    private final Map<String, Set<String>> unproved;
    private final Instant silent;

    /**
     * A tree.
     *
     * @param silent who has said nothing since then is silent, and so is whoever a relay brought that does not distribute any more
     */
    ReportTree(Collection<Heard> computers, Speakers speakers, Map<String, Set<String>> unproved, Instant silent) {
        this.silent = silent;
        this.unproved = unproved;
        computers.stream()
                .filter(speakers.standing(computers))
                .sorted(Comparator.<Heard, String>comparing(
                                heard -> heard.statement().report().name())
                        .thenComparing(Heard::id))
                .forEach(heard -> below.computeIfAbsent(heard.via().orElse(DIRECT), none -> new ArrayList<>())
                        .add(heard));
    }

    private List<Heard> of(String relay) {
        return below.getOrDefault(relay, List.of());
    }

    /** Those who report here themselves, each with those below it. */
    List<SeenComputer> computers() {
        return of(DIRECT).stream()
                .map(heard -> new SeenComputer(heard.seen(), report(heard, RELAYS)))
                .toList();
    }

    private ComputerReport report(Heard heard, int relaysLeft) {
        ComputerReport report = heard.seen().isBefore(silent) ? silent(heard) : heard.shown();
        Set<String> left = unproved.getOrDefault(heard.id(), Set.of());
        if (!left.isEmpty()) {
            report = report.withDeviation(Sentence.of("report.unproved", Map.of("count", left.size())));
        }
        return relaysLeft == 0
                ? report
                : report.withDownstream(of(heard.id()).stream()
                        .map(each -> report(each, relaysLeft - 1))
                        .toList());
    }

    private static ComputerReport silent(Heard heard) {
        ComputerReport last = heard.shown();
        return last.withProblem(Problem.of(
                ProblemCode.COMPUTER_SILENT,
                Map.of("since", heard.seen().truncatedTo(ChronoUnit.SECONDS).toString(), "words", last.explained())));
    }

    /** The same as they said it. */
    List<ReportMessage> messages() {
        return of(DIRECT).stream().map(heard -> message(heard, RELAYS)).toList();
    }

    private ReportMessage message(Heard heard, int relaysLeft) {
        return new ReportMessage(
                heard.statement(),
                relaysLeft == 0
                        ? List.of()
                        : of(heard.id()).stream()
                                .map(each -> message(each, relaysLeft - 1))
                                .toList());
    }

    /** All who are shown below another one. */
    List<Heard> behind() {
        List<Heard> found = new ArrayList<>();
        of(DIRECT).forEach(direct -> addBelow(direct.id(), RELAYS, found));
        return found;
    }

    private void addBelow(String relay, int relaysLeft, List<Heard> found) {
        if (relaysLeft > 0) {
            for (Heard each : of(relay)) {
                found.add(each);
                addBelow(each.id(), relaysLeft - 1, found);
            }
        }
    }
}
