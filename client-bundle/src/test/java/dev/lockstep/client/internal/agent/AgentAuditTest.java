package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.HistoryEntry;
import dev.lockstep.core.node.UpdateAgent.Rebuilt;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AgentAuditTest {
    private static final Version ONE = Version.parse("1.0.0");
    private static final Version TWO = Version.parse("2.0.0");
    private static final Problem UNHEALTHY =
            Problem.of(ProblemCode.COMPONENT_UNHEALTHY, Map.of("component", "server", "reason", "it answers 503"));
    private static final Problem HELD_OFF =
            Problem.of(ProblemCode.VERSION_HELD_OFF, Map.of("version", "2.0.0", "reason", "it failed"));

    @TempDir
    Path folder;

    private final List<HistoryEntry> history = new ArrayList<>();
    private UpdateOutcome outcome = new UpdateOutcome.Unchanged(ONE);
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private String who = "user admin";
    private AuditService audit;
    private AgentAudit audited;

    @BeforeEach
    void start() {
        audit = new AuditService(new AuditLog(folder, () -> now, "node-1"), () -> who);
        audited = audit(version -> "hash of " + version, "main.example:10000");
        now = now.plusSeconds(1);
    }

    private AgentAudit audit(Function<Version, String> hash, String source) {
        return new AgentAudit(audit, () -> history, () -> Optional.of(ONE), hash, () -> source);
    }

    /** What was written since the log was begun, the first first. */
    private List<AuditEntry> written() throws IOException {
        List<AuditEntry> entries = new ArrayList<>(audit.latest(100));
        Collections.reverse(entries);
        return entries.subList(1, entries.size());
    }

    private void update(boolean simulate) {
        audited.update(new UpdateRequest(Optional.of(TWO), true, simulate), () -> outcome);
    }

    @Test
    @DisplayName("LS-140 An update stands in the audit log: who, when, from, to, hash, source, result")
    void anUpdate() throws IOException {
        outcome = new UpdateOutcome.Switched(TWO, false);
        ends("update", "switched", Optional.empty());
        update(false);
        assertThat(written()).singleElement().satisfies(entry -> {
            assertThat(entry.who()).isEqualTo("user admin");
            assertThat(entry.at()).isEqualTo(now);
            assertThat(entry.event().action()).isEqualTo("update");
            assertThat(entry.event().subject()).isEqualTo("release");
            assertThat(entry.event().from()).isEqualTo("1.0.0");
            assertThat(entry.event().to()).isEqualTo("2.0.0");
            assertThat(entry.event().sha256()).isEqualTo("hash of 2.0.0");
            assertThat(entry.event().source()).isEqualTo("main.example:10000");
            assertThat(entry.event().result()).isEqualTo("switched");
        });
    }

    @Test
    @DisplayName("LS-140 A release that failed, a roll back and a refusal stand in the audit log with their reasons")
    void whatDidNotSucceed() throws IOException {
        outcome = new UpdateOutcome.RolledBack(TWO, ONE, UNHEALTHY);
        ends("update", "rolled back", Optional.of(UNHEALTHY));
        update(false);
        now = now.plusSeconds(60);
        outcome = new UpdateOutcome.Refused(HELD_OFF);
        update(false);
        outcome = new UpdateOutcome.Switched(TWO, false);
        ends("roll back", "switched", Optional.empty());
        audited.rollBack(() -> outcome);
        assertThat(written())
                .extracting(
                        entry -> entry.event().action(), entry -> entry.event().result())
                .containsExactly(
                        tuple("update", "rolled back: " + UNHEALTHY),
                        tuple("update", "refused: " + HELD_OFF),
                        tuple("roll back", "switched"));
    }

    @Test
    void whatIsRefusedAgainAndAgainIsOneEntryForEachWhoAskedAndASimulationIsNone() throws IOException {
        outcome = new UpdateOutcome.Refused(HELD_OFF);
        update(true);
        who = "the schedule";
        update(false);
        update(false);
        who = "user admin";
        update(false);
        outcome = new UpdateOutcome.Refused(Problem.of(ProblemCode.BUSY, Map.of("operation", "update")));
        update(false);
        outcome = new UpdateOutcome.Unchanged(ONE);
        update(false);
        assertThat(written()).extracting(AuditEntry::who).containsExactly("the schedule", "user admin");
    }

    @Test
    @DisplayName(
            "LS-140 What an attacker sent stands in the audit log once, and once more when he comes again; a broken network not")
    void anAttack() throws IOException {
        Problem rollback = Problem.of(
                ProblemCode.UNTRUSTED, Map.of("address", "main.example:10000", "reason", "the timestamp went back"));
        for (CheckOutcome found : List.of(
                new CheckOutcome.Failed(rollback),
                new CheckOutcome.Failed(rollback),
                new CheckOutcome.Failed(
                        Problem.of(ProblemCode.SOURCE_REFUSED, Map.of("address", "main.example:10000"))),
                new CheckOutcome.Current(ONE),
                new CheckOutcome.Failed(rollback))) {
            assertThat(audited.checked(found)).isEqualTo(found);
        }
        assertThat(written())
                .extracting(
                        entry -> entry.event().action(),
                        entry -> entry.event().source(),
                        entry -> entry.event().result())
                .containsExactly(
                        tuple("check", "main.example:10000", "refused: " + rollback),
                        tuple("check", "main.example:10000", "refused: " + rollback));
    }

    @Test
    @DisplayName("LS-140 A switch that ended after a restart or a power cut is written down at the next start, once")
    void afterARestart() throws IOException {
        outcome = new UpdateOutcome.Switched(TWO, true);
        update(false);
        now = now.plusSeconds(60);
        who = "the schedule";
        ends("update", "switched", Optional.empty());
        now = now.plusSeconds(1);
        audit(version -> "", "").catchUp();
        audit(version -> "", "").catchUp();
        assertThat(written())
                .extracting(AuditEntry::who, entry -> entry.event().result())
                .containsExactly(
                        tuple("user admin", "under way: the node restarts to run it"),
                        tuple("the schedule", "switched"));
    }

    @Test
    @DisplayName("LS-140 A rebuild, and switching distribution on for it, stand in the audit log")
    void aRebuild() throws IOException {
        audited.distributionSwitchedOn();
        assertThat(audited.rebuild(() -> new Rebuilt(ONE, new Distribution.Verification(1, 1, 0)))
                        .version())
                .isEqualTo(ONE);
        assertThatThrownBy(() -> audited.rebuild(() -> {
                    throw new ProblemException(UNHEALTHY);
                }))
                .isInstanceOf(ProblemException.class);
        assertThat(written())
                .extracting(
                        entry -> entry.event().action(),
                        entry -> entry.event().subject(),
                        entry -> entry.event().to(),
                        entry -> entry.event().result())
                .containsExactly(
                        tuple("change setting", "distribute", "true", "changed"),
                        tuple("rebuild", "distribution folder", "1.0.0", "filled"),
                        tuple("rebuild", "distribution folder", "", "failed: " + UNHEALTHY));
    }

    @Test
    @DisplayName(
            "LS-140 A switch that goes on after a restart stands in the log with who asked for it, and not with who took it up")
    void whoAskedBeforeARestart() throws IOException {
        history.add(new HistoryEntry(
                now,
                "update",
                Optional.of(ONE),
                Optional.of(TWO),
                "switched",
                Optional.empty(),
                Duration.ZERO,
                Optional.of("user eve")));
        who = "the server's word";
        audited.catchUp();
        assertThat(written()).extracting(AuditEntry::who).containsExactly("user eve");
    }

    private void ends(String action, String result, Optional<Problem> problem) {
        history.add(
                0,
                new HistoryEntry(
                        now,
                        action,
                        Optional.of(ONE),
                        Optional.of(TWO),
                        result,
                        problem,
                        Duration.ZERO,
                        Optional.empty()));
    }
}
