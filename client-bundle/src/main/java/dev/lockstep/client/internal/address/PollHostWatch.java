package dev.lockstep.client.internal.address;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches the poll service's configuration file, whichever it is at present. Not thread-safe. */
public final class PollHostWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PollHostWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(2);

    private final Runnable changed;
    private Optional<FileWatch> watch = Optional.empty();
    private Optional<Path> watched = Optional.empty();

    /**
     * Watches nothing yet.
     *
     * @param changed called when the file changed
     */
    public PollHostWatch(Runnable changed) {
        this.changed = changed;
    }

    /** From now on this is the file; empty for none. */
    public void follow(Optional<Path> file) {
        if (file.equals(watched)) {
            return;
        }
        try {
            close();
            watch = file.isPresent() ? Optional.of(new FileWatch(file.get(), LOOK, changed)) : Optional.empty();
            watched = file;
        } catch (IOException e) {
            LOG.warn("{} cannot be watched; it is read at every check.", file, e);
        }
    }

    @Override
    public void close() throws IOException {
        if (watch.isPresent()) {
            watch.get().close();
        }
    }
}
