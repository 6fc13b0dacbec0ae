package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("LS-173 That updates come from elsewhere stands in the audit log, whatever moved them")
class SourceRecordTest {
    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();

    private SourceRecord record() {
        return new SourceRecord(folder.resolve("source-seen.json"), this::add);
    }

    private void add(AuditEvent event) {
        log.add(event.subject() + ": " + event.from() + " -> " + event.to() + " by " + event.source());
    }

    @Test
    void eachMoveIsRecordedOnceAlsoOverARestart() throws IOException {
        SourceRecord record = record();
        record.is("srv:10000", "poll-host");
        record.is("srv:10000", "poll-host");
        record.is("evil:10000", "poll-host");
        record().is("evil:10000", "poll-host");
        record().is("srv:10000", "settings");
        assertThat(log)
                .containsExactly(
                        "update source:  -> srv:10000 by poll-host",
                        "update source: srv:10000 -> evil:10000 by poll-host",
                        "update source: evil:10000 -> srv:10000 by settings");
    }

    @Test
    void whatIsKeptMayBeDamaged() throws IOException {
        Files.writeString(folder.resolve("source-seen.json"), "\0");
        record().is("srv:10000", "settings");
        record().is("srv:10000", "settings");
        assertThat(log).containsExactly("update source:  -> srv:10000 by settings");
    }
}
