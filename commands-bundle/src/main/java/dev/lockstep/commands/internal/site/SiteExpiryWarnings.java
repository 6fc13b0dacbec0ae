package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.core.node.Site;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Warns of signatures of the site that are about to expire. */
public final class SiteExpiryWarnings {
    /** A root is renewed by people, who are away, look for a medium, and have forgotten a passphrase. */
    private static final Duration ROOT = Duration.ofDays(365);
    /** Of the day that a timestamp lives, it is signed again when half of it is over. */
    private static final Duration TIMESTAMP = Duration.ofHours(6);

    private final Dialogue dialogue;
    private final InstantSource clock;

    public SiteExpiryWarnings(Dialogue dialogue, InstantSource clock) {
        this.dialogue = dialogue;
        this.clock = clock;
    }

    public List<String> warnings(Site.Status status) {
        List<String> warnings = new ArrayList<>();
        Instant now = clock.instant();
        Optional<Instant> root = end(status, "root");
        if (root.filter(end -> end.isBefore(now.plus(ROOT))).isPresent()) {
            warnings.add(dialogue.texts()
                    .get(
                            "site.root-ends",
                            dialogue.time(root),
                            Math.max(0, Duration.between(now, root.get()).toDays())));
        }
        Optional<Instant> timestamp = end(status, "timestamp");
        if (timestamp.filter(end -> end.isBefore(now.plus(TIMESTAMP))).isPresent()) {
            warnings.add(dialogue.texts().get("site.not-renewed", dialogue.time(timestamp)));
        }
        return warnings;
    }

    static Optional<Instant> end(Site.Status status, String role) {
        return Optional.ofNullable(status.expires().get(role));
    }
}
