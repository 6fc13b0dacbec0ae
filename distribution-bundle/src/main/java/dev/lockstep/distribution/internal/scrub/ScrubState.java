package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.store.Digest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the scrub of a store remembers over restarts.
 *
 * @param begun when the round began that goes on now, or the last one
 * @param after the last payload that was read in it; empty between two rounds
 * @param ended when the last whole round ended
 * @param damages what was found damaged, the latest first
 */
record ScrubState(Optional<Instant> begun, Optional<Digest> after, Optional<Instant> ended, List<Damage> damages) {
    static final ScrubState NEW = new ScrubState(Optional.empty(), Optional.empty(), Optional.empty(), List.of());
    private static final int REMEMBERED = 50;

    ScrubState {
        damages = List.copyOf(damages.subList(0, Math.min(REMEMBERED, damages.size())));
    }

    ScrubState with(Damage damage) {
        List<Damage> all = new ArrayList<>(List.of(damage));
        damages.stream()
                .filter(other -> !other.payload().equals(damage.payload()))
                .forEach(all::add);
        return new ScrubState(begun, after, ended, all);
    }

    ScrubState with(List<Damage> changed) {
        return new ScrubState(begun, after, ended, changed);
    }

    ScrubState at(Digest payload) {
        return new ScrubState(begun, Optional.of(payload), ended, damages);
    }

    ScrubState begins(Instant now) {
        return new ScrubState(Optional.of(now), Optional.empty(), ended, damages);
    }

    ScrubState ends(Instant now) {
        return new ScrubState(begun, Optional.empty(), Optional.of(now), damages);
    }
}
