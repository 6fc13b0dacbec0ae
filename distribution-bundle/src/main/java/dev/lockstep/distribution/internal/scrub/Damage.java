package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.Digest;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A payload that had changed on this computer's disk.
 *
 * @param payload the hash that it should have had
 * @param of what it belongs to, such as {@code releases/1.1.0.json}; empty if the distribution folder does not need it
 * @param found when that was found
 * @param by the computer that complained; empty if this one looked by itself
 * @param again when it had been fetched again
 */
record Damage(Digest payload, String of, Instant found, String by, Optional<Instant> again) {
    /** It is here again. */
    Damage healed(Instant now) {
        return new Damage(payload, of, found, by, Optional.of(now));
    }

    /**
     * What a person is told.
     *
     * @param obstacle why it is not here again
     */
    Sentence sentence(Optional<Sentence> obstacle) {
        Map<String, Object> facts = new TreeMap<>(Map.of("file", payload.path(), "of", of, "found", found));
        facts.put(
                "by",
                by.isEmpty()
                        ? Sentence.of("payload.by-check")
                        : Sentence.of("payload.by-computer", Map.of("name", by)));
        if (of.isEmpty()) {
            return Sentence.of("payload.taken-out", facts);
        }
        if (again.isPresent()) {
            facts.put("again", again.get());
            return Sentence.of("payload.healed", facts);
        }
        facts.put("reason", obstacle.orElseGet(() -> Sentence.of("payload.under-way")));
        return Sentence.of("payload.out", facts);
    }
}
