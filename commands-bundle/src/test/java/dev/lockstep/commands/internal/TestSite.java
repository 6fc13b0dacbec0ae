package dev.lockstep.commands.internal;

import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.problem.Sentence;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** A site in a state of the test's choice. */
public record TestSite(State state, List<Ended> ended) implements SiteVersions {
    public static final Instant BEGUN = Instant.parse("2026-11-22T12:00:00Z");
    public static final TestSite UNIFORM = new TestSite(new State.Uniform(List.of()), List.of());

    /** The server and one computer run the new version, two follow, and one is away. */
    public static TestSite mixed(boolean overdue) {
        return new TestSite(
                new State.Mixed(
                        BEGUN,
                        TestAgent.NEW,
                        2,
                        4,
                        List.of(
                                behind("poll", true, "It is downloading."),
                                behind("cash desk", true, "Its disk is full."),
                                behind("laptop", false, "It is current.")),
                        overdue),
                List.of());
    }

    private static Behind behind(String name, boolean connected, String reason) {
        return new Behind(name, new TreeSet<>(Set.of(TestAgent.OLD)), connected, Instant.EPOCH, Sentence.said(reason));
    }
}
