package dev.lockstep.core.site;

import dev.lockstep.core.problem.Sentence;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Permission of the site's approver for computers to roll back. The server's own keys cannot give it, because an attacker on
 * the server has those.
 *
 * <p>It is bound to the site, to computers by name or to all, to what they go back to and from where, and it ends. A computer uses
 * one only once, so that nobody can replay it there later.
 *
 * @param site whose computers may
 * @param serial tells it from all others of the site; rises
 * @param audience which of them; of a group the members stand here, because the server could put others into it
 * @param rollback from where to where
 * @param until when it ends
 */
public record RollbackApproval(SiteFingerprint site, long serial, Audience audience, Rollback rollback, Instant until) {
    public RollbackApproval {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(rollback, "rollback");
        Objects.requireNonNull(until, "until");
        if (serial < 1) {
            throw new IllegalArgumentException("the serial of an approval cannot be " + serial);
        }
    }

    /**
     * Why it does not apply to a computer at a moment, empty if it applies.
     *
     * @param follows the site that the computer follows
     */
    public Optional<Sentence> objection(SiteFingerprint follows, String nodeId, Instant now) {
        if (!site.equals(follows)) {
            return Optional.of(Sentence.of("rollback.other-site"));
        }
        if (!audience.includes(nodeId)) {
            return Optional.of(Sentence.of("rollback.other-computers", Map.of("audience", audience.title())));
        }
        return until.isAfter(now)
                ? Optional.empty()
                : Optional.of(Sentence.of("rollback.ended", Map.of("until", until)));
    }
}
