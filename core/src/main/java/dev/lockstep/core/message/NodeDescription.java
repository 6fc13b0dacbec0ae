package dev.lockstep.core.message;

import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
}
