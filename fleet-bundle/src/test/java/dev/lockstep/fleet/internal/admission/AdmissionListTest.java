package dev.lockstep.fleet.internal.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Application;
import dev.lockstep.core.node.Admissions.Standing;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdmissionListTest {
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-117 Computers that were admitted before a reinstallation are so when the site's backup is back, with no restart")
    void admissionsComeBackWithTheBackup() throws Exception {
        AdmissionList before = open("before", 10);
        before.ask(application(1, "ws-1"));
        before.admit("ws-1");
        AdmissionList reinstalled = open("after", 10);
        assertThat(reinstalled.find(key(1))).isEmpty();
        Path file = folder.resolve("after").resolve("admissions.json");
        Files.createDirectories(file.getParent());
        Files.copy(folder.resolve("before").resolve("admissions.json"), file);
        Files.setLastModifiedTime(file, FileTime.from(now));
        now = now.plus(Duration.ofSeconds(3));
        assertThat(reinstalled.find(key(1)))
                .hasValueSatisfying(found -> assertThat(found.standing()).isEqualTo(Standing.ADMITTED));
    }

    @Test
    void strangersCannotFillTheList() {
        AdmissionList list = open("site", 3);
        for (int i = 1; i <= 3; i++) {
            assertThat(list.ask(application(i, "ws-" + i)).standing()).isEqualTo(Standing.WAITING);
        }
        assertThatThrownBy(() -> list.ask(application(4, "ws-4")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("too many computers wait");
        assertThat(list.ask(application(1, "ws-1")).standing()).isEqualTo(Standing.WAITING);
        list.admit("ws-2");
        assertThat(list.ask(application(4, "ws-4")).standing()).isEqualTo(Standing.WAITING);
    }

    @Test
    void aNameThatSeveralGoByIsNotGuessed() {
        AdmissionList list = open("site", 10);
        list.ask(application(1, "ws"));
        list.ask(application(2, "ws"));
        assertThatThrownBy(() -> list.admit("ws"))
                .hasMessageContaining("2 computers")
                .hasMessageContaining("lockstep:waiting");
        assertThatThrownBy(() -> list.admit("nobody")).hasMessageContaining("0 computers");
        assertThat(list.admit(key(2).toString()).key()).isEqualTo(key(2));
        assertThat(list.admit("ws").key()).isEqualTo(key(1));
    }

    @Test
    @DisplayName(
            "LS-140 Who is admitted and revoked, and each join token that is made, stands in the audit log, and no secret does")
    void whoComesAndGoesIsWrittenDown() {
        List<String> audited = new ArrayList<>();
        AuditedAdmissions list = new AuditedAdmissions(open("site", 10), new Audit() {
            @Override
            public void record(AuditEvent event) {
                record("user admin", event);
            }

            @Override
            public void record(String who, AuditEvent event) {
                audited.add(who + ": " + event.action() + " " + event.subject() + " " + event.from() + ">" + event.to()
                        + " " + event.source() + ": " + event.result());
            }
        });
        Admissions.Secret secret = list.issueSecret(2, Duration.ofDays(1));
        list.ask(new Application(key(1), "10.0.0.7", new Enrolment("id-1", "ws-1", Optional.of(secret.text()))));
        list.ask(application(2, "ws-2"));
        list.admit("ws-2");
        list.ask(application(2, "ws-2"));
        list.ask(new Application(key(3), "10.0.0.8", new Enrolment("id-2", "ws-3", Optional.empty())));
        list.admit("ws-3");
        list.revoke("ws-1");
        assertThat(audited)
                .containsExactly(
                        "user admin: make join token computers: 2 > : made, until " + secret.expires(),
                        "computer ws-1 at 10.0.0.7: admit computer ws-1 (id-1) >admitted 10.0.0.7: admitted by a join token, key "
                                + key(1),
                        "user admin: admit computer ws-2 (id-2) waiting>admitted 10.0.0.7: admitted, key " + key(2),
                        "user admin: admit computer ws-3 (id-2) waiting>admitted 10.0.0.8: admitted, key " + key(3),
                        "user admin: revoke computer ws-2 (id-2) admitted>revoked 10.0.0.7: revoked, key " + key(2)
                                + ": another key has its place now",
                        "user admin: revoke computer ws-1 (id-1) admitted>revoked 10.0.0.7: revoked, key " + key(1));
        assertThat(audited.toString()).doesNotContain(secret.text());
    }

    private AdmissionList open(String site, int waiting) {
        return new AdmissionList(
                new AdmissionFile(folder.resolve(site).resolve("admissions.json")),
                false,
                () -> now,
                new AdmissionList.Limits(waiting, waiting));
    }

    private static Application application(int number, String name) {
        return new Application(key(number), "10.0.0.7", new Enrolment("id-" + number, name, Optional.empty()));
    }

    private static Fingerprint key(int number) {
        return Fingerprint.of(new byte[] {(byte) number});
    }
}
