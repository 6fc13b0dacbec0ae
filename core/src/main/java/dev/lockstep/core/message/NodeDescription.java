package dev.lockstep.core.message;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who answers at an address: what {@code GET /api/v1/node} says. By it a client knows an update server from any other
 * program, itself, and a loop.
 *
 * @param id the node's id
 * @param name the computer's name
 * @param version the release it runs; empty before the first
 * @param distribution {@code ready}, {@code off}, {@code empty} or {@code damaged}
 * @param upstream the ids of the nodes that it takes its updates from: its source, the source of that one, and so on
 */
public record NodeDescription(
        String id, String name, Optional<Version> version, String distribution, List<String> upstream) {
    /** Where it is, relative to the base of a computer. */
    public static final String PATH = "api/v1/node";

    public NodeDescription {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(distribution, "distribution");
        upstream = List.copyOf(upstream);
    }

    /** The ids of this node and of those above it. */
    public List<String> chain() {
        return Stream.concat(Stream.of(id), upstream.stream()).toList();
    }

    /**
     * Refuses this node as the source of one that it is itself, or that it takes its own updates from. Each node tells the ids of
     * those above it, as far as it learnt them when it last asked its source and up to itself; so in a circle of any length each
     * finds itself when all have asked.
     *
     * @param ownId the node that asks
     * @param address where it asked, for people
     * @throws ProblemException with {@code SOURCE_SELF} or {@code SOURCE_LOOP}
     */
    public void requireNoLoop(String ownId, String address) {
        if (id.equals(ownId)) {
            throw ProblemException.of(ProblemCode.SOURCE_SELF, Map.of("address", address));
        }
        int own = chain().indexOf(ownId);
        if (own > 0) {
            throw ProblemException.of(
                    ProblemCode.SOURCE_LOOP,
                    Map.of("address", address, "chain", String.join(" <- ", chain().subList(0, own + 1))));
        }
    }
}
