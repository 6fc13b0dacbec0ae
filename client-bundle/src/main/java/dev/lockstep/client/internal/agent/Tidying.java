package dev.lockstep.client.internal.agent;

import dev.lockstep.core.files.Leftovers;
import dev.lockstep.core.store.ContentStore;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what interruptions and given-up updates left on this computer's disk: at each start, and after each update. */
final class Tidying {
    private static final Logger LOG = LoggerFactory.getLogger(Tidying.class);
    /** Longer than a download over a bad line pauses. */
    private static final Duration GIVEN_UP = Duration.ofDays(7);

    private final Path data;
    private final ContentStore store;
    private final Clock clock;

    Tidying(Path data, ContentStore store, Clock clock) {
        this.data = data;
        this.store = store;
        this.clock = clock;
    }

    void run() {
        Instant began = ProcessHandle.current().info().startInstant().orElseGet(clock::instant);
        try {
            int files = Leftovers.clear(data, began);
            ContentStore.CollectReport parts =
                    store.giveUpIncoming(clock.instant().minus(GIVEN_UP));
            if (files > 0 || parts.payloads() > 0) {
                LOG.info(
                        "Removed {} files that an interruption left, and {} payloads that came in part and were given up",
                        files,
                        parts.payloads());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("What interruptions left on the disk could not be removed; it is tried again.", e);
        }
    }
}
