package dev.lockstep.fleet.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditFinding;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.assignment.AssignmentAudit;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.RosterFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetAuditTest {
    private static final String NODE = "123e4567-e89b-12d3-a456-426614174000";
    private static final AuditEvent EVENT = AuditEvent.of("update", "release", "switched");

    @TempDir
    Path folder;

    private Roster roster;
    private Fleet fleet;
    private final List<AuditEvent> audited = new ArrayList<>();

    @BeforeEach
    void open() {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofHours(1),
                audited::add,
                Reports.speakers(folder));
        fleet = new Fleet(folder, Clock.systemUTC(), () -> false, Vouched::everything, roster);
    }

    @AfterEach
    void close() {
        roster.close();
    }

    @Test
    @DisplayName("LS-140 What the site signs for its computers stands in the audit log, with what it said before")
    void assignments() {
        AssignmentAudit assignments = new AssignmentAudit(fleet, audited::add);
        fleet.assignRelease(Optional.of(Version.parse("1.0.0")));
        fleet.assignRelease(Optional.of(Version.parse("1.0.0")));
        fleet.assignRelease(Optional.of(Version.parse("2.0.0")));
        fleet.assignModules(List.of(new AssignedModule("tariffs", Version.parse("1.0.0"))));
        fleet.assignModules(List.of());
        assignments.close();
        fleet.assignRelease(Optional.empty());
        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("assign", "release", "signed as revision 1")
                                .change("", "1.0.0"),
                        AuditEvent.of("assign", "release", "signed as revision 2")
                                .change("1.0.0", "2.0.0"),
                        AuditEvent.of("assign", "modules", "signed as revision 3")
                                .change("not known", "tariffs 1.0.0"),
                        AuditEvent.of("assign", "modules", "signed as revision 4")
                                .change("tariffs 1.0.0", "none"));
    }

    @Test
    @DisplayName("LS-140 A computer that is forgotten stands in the audit log with its name")
    void forgotten() throws IOException {
        roster.take(Reports.unsigned(Reports.current("a", "Alpha")), Optional.empty());
        assertThat(roster.forget("b")).isFalse();
        assertThat(roster.forget("a")).isTrue();
        assertThat(roster.known()).isEmpty();
        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("forget computer", "a", "forgotten").change("Alpha", ""));
    }

    @Test
    @DisplayName("LS-140 The site signs how far the log has come, and never again what is not the log that it signed")
    void anchored() throws IOException {
        Path auditFolder = folder.resolve("audit");
        Trail trail = new Trail(new AuditLog(auditFolder, InstantSource.system(), NODE));
        trail.log.append("user admin", EVENT);
        assertThat(fleet.anchor(NODE, trail)).isEmpty();
        assertThat(new PublishedSite(folder.resolve("site"), Clock.systemUTC()).read())
                .as("there is no site before it has something to say")
                .isEmpty();

        fleet.assignRelease(Optional.of(Version.parse("1.0.0")));
        assertThat(fleet.anchor(NODE, trail)).isEmpty();
        assertThat(signed())
                .isEqualTo(trail.head())
                .extracting(AuditHead::count)
                .isEqualTo(2L);
        trail.log.append("user admin", EVENT);
        assertThat(fleet.anchor(NODE, trail)).isEmpty();
        AuditHead last = trail.head();
        assertThat(signed()).isEqualTo(last);
        fleet.assignRelease(Optional.of(Version.parse("2.0.0")));
        assertThat(signed()).as("an assignment leaves it as it is").isEqualTo(last);

        Path file = auditFolder.resolve("audit-000000000001.jsonl");
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n");
        Trail shortened = new Trail(new AuditLog(auditFolder, InstantSource.system(), NODE));
        assertThat(fleet.anchor(NODE, shortened))
                .singleElement()
                .extracting(AuditFinding::kind)
                .isEqualTo(AuditFinding.Kind.TRUNCATED);
        assertThat(signed()).isEqualTo(last);
    }

    private AuditHead signed() {
        return new PublishedSite(folder.resolve("site"), Clock.systemUTC())
                .read()
                .orElseThrow()
                .audits()
                .get(NODE);
    }

    private record Trail(AuditLog log) implements AuditTrail {
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
