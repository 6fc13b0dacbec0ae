package dev.lockstep.client.internal.agent;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.node.Audit;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records that updates come from elsewhere than before, whatever moved them: a setting, the login window, section {@code PollHost} of
 * the poll service's own file, or the site, whose server has another address. The last source is kept, so that a move while the node
 * does not run is found, too.
 */
public final class SourceRecord {
    private static final Logger LOG = LoggerFactory.getLogger(SourceRecord.class);
    private static final int LONGEST_STATE = 64 * 1024;

    private final StateFile<Stored> file;
    private final Audit audit;
    private Optional<String> last = Optional.empty();

    /**
     * A record.
     *
     * @param file where the last source is kept
     */
    public SourceRecord(Path file, Audit audit) {
        this.file = StateFile.of(file, Stored.class, LONGEST_STATE).twice();
        this.audit = audit;
    }

    /**
     * This is the source now.
     *
     * @param name as people read it
     * @param from what named it, such as {@code settings} or {@code poll-host}
     */
    public synchronized void is(String name, String from) {
        String before = last.orElseGet(this::stored);
        last = Optional.of(name);
        if (name.equals(before)) {
            return;
        }
        audit.record(AuditEvent.of("change source", "update source", "changed")
                .change(before, name)
                .origin("", from));
        try {
            file.write(new Stored(name));
        } catch (IOException e) {
            LOG.warn("The update source could not be kept; after a restart it is recorded again.", e);
        }
    }

    private String stored() {
        return file.read().map(Stored::source).orElse("");
    }

    private record Stored(String source) {}
}
