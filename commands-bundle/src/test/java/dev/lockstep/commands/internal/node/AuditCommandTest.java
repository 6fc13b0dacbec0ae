package dev.lockstep.commands.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.node.AuditTrail;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditCommandTest {
    @TempDir
    Path folder;

    private AuditLog log;

    @BeforeEach
    void twoEntries() throws IOException {
        log = new AuditLog(folder, InstantSource.fixed(Instant.parse("2026-11-22T10:00:00Z")), "node-1");
        log.append(
                "user admin",
                AuditEvent.of("change setting", "automatic", "changed").change("false", "true"));
        log.append(
                "the schedule",
                AuditEvent.of("update", "release", "switched")
                        .change("1.0.0", "1.1.0")
                        .origin("ab".repeat(32), "https://vendor.example"));
    }

    @Test
    @DisplayName("LS-140 The console shows who, when, from, to, source and result, the latest first")
    void forPeople() throws Exception {
        String shown = said(20, false);
        assertThat(shown).contains("the schedule", "release: 1.0.0 → 1.1.0", "switched (https://vendor.example)");
        assertThat(shown.indexOf("automatic: false → true"))
                .isGreaterThan(shown.indexOf("1.1.0"))
                .isLessThan(shown.indexOf("node-1"));
        assertThat(said(1, false)).doesNotContain("automatic");
    }

    @Test
    @DisplayName("LS-140 Programs get all of an entry in one line, with both hashes")
    void forPrograms() throws Exception {
        assertThat(said(1, true))
                .isEqualTo("3\t2026-11-22T10:00:00Z\tthe schedule\tupdate\trelease\t1.0.0\t1.1.0\t" + "ab".repeat(32)
                        + "\thttps://vendor.example\tswitched\t" + log.head().hash() + "\n");
        assertThatThrownBy(() -> said(0, true)).hasMessageContaining("-n takes a number from 1");
    }

    private String said(int number, boolean noFormat) throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new AuditCommand());
        command.trail = new Trail();
        command.number = number;
        command.noFormat = noFormat;
        command.execute();
        return session.printed();
    }

    private final class Trail implements AuditTrail {
        @Override
        public AuditHead head() throws IOException {
            return log.head();
        }

        @Override
        public AuditVerification.Report verified(Optional<AuditHead> signed) throws IOException {
            return log.verified(signed);
        }

        @Override
        public List<AuditEntry> before(long number, int most, Predicate<AuditEntry> wanted) throws IOException {
            return log.before(number, most, wanted);
        }
    }
}
