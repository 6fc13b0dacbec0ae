package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the components of this computer are, not only while they are switched. A look asks each of them and may take seconds; whoever
 * wants to know gets what the last look found, and what is known without one. Safe for use by several threads.
 */
public final class Pulse {
    private static final Logger LOG = LoggerFactory.getLogger(Pulse.class);

    private final Supplier<List<Deployed>> components;
    private final Controllers controllers;
    private final HealthWatch watch;
    private final Clock clock;
    private final Map<String, Found> found = new ConcurrentHashMap<>();

    /**
     * Nobody has looked yet.
     *
     * @param components those that should run
     */
    public Pulse(Supplier<List<Deployed>> components, Controllers controllers, HealthWatch watch, Clock clock) {
        this.components = components;
        this.controllers = controllers;
        this.watch = watch;
        this.clock = clock;
    }

    /** Looks at each component, and returns whether something is otherwise than before. */
    public boolean look() throws InterruptedException {
        boolean changed = false;
        for (Deployed component : components.get()) {
            Found before =
                    found.getOrDefault(component.name(), new Found(component, Optional.empty(), clock.instant()));
            Optional<Problem> now = looked(component, before);
            boolean same = now.map(Problem::code).equals(before.problem().map(Problem::code));
            found.put(component.name(), new Found(component, now, same ? before.since() : clock.instant()));
            changed |= !same;
        }
        return changed;
    }

    private Optional<Problem> looked(Deployed component, Found before) throws InterruptedException {
        try {
            Optional<Problem> known = controllers.of(component).failing(component);
            return known.isPresent() ? known : watch.problem(component, before.since(clock.instant()));
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        } catch (IOException e) {
            LOG.debug("{} cannot be looked at.", component.name(), e);
            return before.problem();
        }
    }

    /** What is wrong with each component, or that nothing is; asks nobody. */
    public SortedMap<String, Optional<Problem>> health() {
        SortedMap<String, Optional<Problem>> health = new TreeMap<>();
        for (Deployed component : components.get()) {
            Optional<Problem> failing = controllers.of(component).failing(component);
            Found looked = found.get(component.name());
            if (failing.isPresent()) {
                health.put(component.name(), failing);
            } else if (looked != null && looked.component().version().equals(component.version())) {
                health.put(component.name(), looked.problem().filter(Pulse::isSeen));
            }
        }
        return health;
    }

    /** What the keeper of processes said at the last look it says itself, or not any more. */
    private static boolean isSeen(Problem problem) {
        return switch (problem.code()) {
            case COMPONENT_DOWN, COMPONENT_UNSTEADY -> false;
            default -> true;
        };
    }

    /**
     * What a look found.
     *
     * @param since when that was so for the first time
     */
    private record Found(Deployed component, Optional<Problem> problem, Instant since) {
        /** Since when it is as it is found now, if it is not well. */
        Instant since(Instant now) {
            return problem.isPresent() ? since : now;
        }
    }
}
