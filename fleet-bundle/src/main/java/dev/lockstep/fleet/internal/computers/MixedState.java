package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.node.SiteVersions.Behind;
import dev.lockstep.core.node.SiteVersions.Ended;
import dev.lockstep.core.node.SiteVersions.State;
import dev.lockstep.core.version.Version;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The mixed state that lasts, if one does, and those that are over. A value: {@link #after} gives the next one.
 *
 * @param begun the mixed state that lasts
 * @param ended those that are over, the latest first
 */
record MixedState(Optional<Begun> begun, List<Ended> ended) {
    static final MixedState NONE = new MixedState(Optional.empty(), List.of());
    private static final int REMEMBERED = 100;

    MixedState {
        ended = List.copyOf(ended);
    }

    /**
     * A mixed state that lasts.
     *
     * @param since when the first computer changed
     * @param versions all that were running since then
     */
    record Begun(Instant since, SortedSet<Version> versions) {
        Begun with(SortedSet<Version> more) {
            SortedSet<Version> all = new TreeSet<>(versions);
            all.addAll(more);
            return new Begun(since, all);
        }

        boolean isOverdue(Instant at, Duration limit) {
            return since.plus(limit).isBefore(at);
        }
    }

    /** How it is after a look at the site. */
    MixedState after(SiteSnapshot look, Duration limit) {
        if (look.isMixed()) {
            Begun now =
                    begun.orElseGet(() -> new Begun(look.at(), new TreeSet<>())).with(look.versions());
            return new MixedState(Optional.of(now), ended);
        }
        return begun.map(over -> new MixedState(Optional.empty(), remember(over, look, limit)))
                .orElse(this);
    }

    private List<Ended> remember(Begun over, SiteSnapshot look, Duration limit) {
        // The clock may have been set back meanwhile.
        Instant until = look.at().isBefore(over.since()) ? over.since() : look.at();
        List<Ended> all = new ArrayList<>();
        all.add(new Ended(
                over.since(),
                until,
                over.versions(),
                over.isOverdue(until, limit),
                look.away().stream().map(Behind::computer).toList()));
        all.addAll(ended);
        return all.subList(0, Math.min(REMEMBERED, all.size()));
    }

    /** The same, for those who ask. */
    State state(SiteSnapshot look, Duration limit) {
        return begun.isPresent() && look.target().isPresent()
                ? new State.Mixed(
                        begun.get().since(),
                        look.target().get(),
                        look.onTarget(),
                        look.connected(),
                        look.behind(),
                        begun.get().isOverdue(look.at(), limit))
                : new State.Uniform(look.away());
    }
}
