package dev.lockstep.client.internal.journal;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The switch of a computer from one release to another, as the journal has it.
 *
 * @param id random, to tell it from others
 * @param action {@code update} or {@code roll back}
 * @param from the release before; empty if there was none
 * @param to the release after
 * @param node the change of the node itself, if it changes
 * @param components the changes of the others, in the order of their start
 * @param steps what was reached, the latest last
 * @param interruptions how often it was interrupted
 * @param failure why it goes back, once it does
 * @param who who asked for it: after a restart, too, the audit log names that one; empty in the journal of an earlier version
 * @param goal where it goes on to by itself when this release is only on the way
 */
public record Transaction(
        String id,
        String action,
        Optional<Version> from,
        Version to,
        Optional<Change> node,
        List<Change> components,
        List<Reached> steps,
        int interruptions,
        Optional<Problem> failure,
        Optional<String> who,
        Optional<Goal> goal) {
    private static final int MOST_INTERRUPTIONS = 5;

    public Transaction {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(action, "action");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(node, "node");
        components = List.copyOf(components);
        steps = List.copyOf(steps);
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(who, "who");
        Objects.requireNonNull(goal, "goal");
        if (steps.isEmpty()) {
            throw new IllegalArgumentException("a transaction has a step");
        }
    }

    /** The step that it is at. */
    public Step step() {
        return steps.get(steps.size() - 1).step();
    }

    /** When it first reached a step. */
    public Optional<Instant> reachedAt(Step step) {
        return steps.stream()
                .filter(reached -> reached.step() == step)
                .map(Reached::at)
                .findFirst();
    }

    /** The same, one step further. */
    public Transaction at(Step step, Instant now) {
        List<Reached> further = new ArrayList<>(steps);
        further.add(new Reached(step, now));
        return new Transaction(id, action, from, to, node, components, further, interruptions, failure, who, goal);
    }

    /** The same, going back. */
    public Transaction failed(Problem problem, Instant now) {
        Transaction back = at(Step.ROLLBACK, now);
        return new Transaction(
                id, action, from, to, node, components, back.steps, interruptions, Optional.of(problem), who, goal);
    }

    /** The same, taken up after an interruption. */
    public Transaction interrupted() {
        return new Transaction(id, action, from, to, node, components, steps, interruptions + 1, failure, who, goal);
    }

    /** Whether so many interruptions suggest that the new release itself crashes the computer. */
    public boolean isInterruptedTooOften() {
        return interruptions > MOST_INTERRUPTIONS;
    }

    /** Why it goes back when this process, or the computer, ended in its midst. */
    public Sentence interruption() {
        return Sentence.of(
                "state.interrupted",
                Map.of(
                        "action",
                        Sentence.of("operation." + action.replace(' ', '-')),
                        "to",
                        to,
                        "step",
                        Sentence.of("journal." + step().name().toLowerCase(Locale.ROOT))));
    }

    /** What a person is told of it while it is not finished. */
    public Sentence unfinished() {
        return Sentence.of(
                "state.unfinished",
                Map.of(
                        "action",
                        Sentence.of("operation." + action.replace(' ', '-')),
                        "from",
                        from.isPresent() ? from.get() : Sentence.of("nothing"),
                        "to",
                        to,
                        "at",
                        steps.get(0).at(),
                        "step",
                        Sentence.of("journal." + step().name().toLowerCase(Locale.ROOT))));
    }

    /**
     * The change of one component.
     *
     * @param component its name
     * @param from its version before; empty if it was not there
     * @param to its version after
     */
    public record Change(String component, Optional<Version> from, Version to) {}

    /**
     * The release that was asked for.
     *
     * @param version which
     * @param named whether somebody asked for it by name
     * @param confirmed whether the warnings on the way were confirmed
     */
    public record Goal(Version version, boolean named, boolean confirmed) {}

    /**
     * A step that was reached.
     *
     * @param step which
     * @param at when
     */
    public record Reached(Step step, Instant at) {}
}
