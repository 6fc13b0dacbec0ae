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
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
        Path file = computer("after", 1);
        Files.createDirectories(file.getParent());
        Files.copy(computer("before", 1), file);
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
        assertThatThrownBy(() -> list.admit("nobody")).hasMessageContaining("No computer");
        assertThat(list.admit(key(2).toString()).key()).isEqualTo(key(2));
        assertThat(list.admit("ws").key()).isEqualTo(key(1));
    }

    @Test
    @DisplayName("LS-187: A computer is found by what it calls itself now, and by any beginning that no other has")
    void namesFollowAndBeginningsAreTaken() {
        AdmissionList list = open("site", 10);
        list.ask(application(1, "debian"));
        list.ask(application(2, "debian"));
        assertThatThrownBy(() -> list.admit("debian"))
                .hasMessageContaining(key(1).toString())
                .hasMessageContaining(key(2).toString());

        list.ask(application(1, "ws-1"));
        list.named(key(2), "ws-2");
        list.named(key(3), "stranger");
        assertThat(list.all()).extracting(Admissions.Applicant::name).containsExactly("ws-1", "ws-2");
        assertThat(open("site", 10).all())
                .extracting(Admissions.Applicant::name)
                .containsExactly("ws-1", "ws-2");
        assertThat(list.admit("ws-1").key()).isEqualTo(key(1));
        assertThat(list.admit("id-2").key()).isEqualTo(key(2));
        assertThat(list.find(key(2)).orElseThrow().standing()).isEqualTo(Standing.ADMITTED);

        String beginning = beginning();
        assertThat(list.revoke(beginning).key()).isEqualTo(key(2));
        assertThatThrownBy(() -> list.admit("")).hasMessageContaining("No computer");
        assertThatThrownBy(() -> list.revoke("id-")).hasMessageContaining("go by");
    }

    /** The shortest beginning of the second key that is not one of the first. */
    private static String beginning() {
        String key = key(2).hex();
        int length = 1;
        while (key(1).hex().startsWith(key.substring(0, length))) {
            length++;
        }
        return key.substring(0, length);
    }

    @Test
    @DisplayName(
            "LS-140 Who is admitted and revoked, and each join token that is made, stands in the audit log, and no secret does")
    void whoComesAndGoesIsWrittenDown() {
        List<String> audited = new ArrayList<>();
        AdmissionList list = open("site", 10, new Audit() {
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

    @Test
    void anEnrolmentWritesTheSameHoweverManyComputersThereAre() throws Exception {
        AdmissionList list = open("site", 10);
        String secret = list.issueSecret(1_000, Duration.ofDays(1)).text();
        Map<Path, Object> before = files();
        list.ask(enrolment(1, secret));
        long first = written(before);
        for (int i = 2; i <= 200; i++) {
            list.ask(enrolment(i, secret));
        }
        before = files();
        list.ask(enrolment(201, secret));
        assertThat(written(before)).isLessThan(first + 10).isLessThan(1_000);
        assertThat(changed(before)).hasSize(2).contains(computer("site", 201));
        assertThat(open("site", 10).all()).hasSize(201);
    }

    @Test
    void aDamagedFileIsPutAsideAndTheOthersCount() throws Exception {
        AdmissionList list = open("site", 10);
        String secret = list.issueSecret(10, Duration.ofDays(1)).text();
        for (int i = 1; i <= 3; i++) {
            list.ask(enrolment(i, secret));
        }
        byte[] whole = Files.readAllBytes(computer("site", 2));
        Files.write(computer("site", 2), Arrays.copyOf(whole, whole.length / 2));
        AdmissionList restarted = open("site", 10);
        assertThat(restarted.all()).extracting("name").containsExactly("ws-1", "ws-3");
        assertThat(computer("site", 2)).doesNotExist();
        assertThat(Path.of(computer("site", 2) + ".damaged")).exists();
        assertThat(restarted.ask(application(2, "ws-2")).standing()).isEqualTo(Standing.WAITING);
    }

    @Test
    void aListOfOneFileBecomesAFileForEach() throws Exception {
        AdmissionList list = open("site", 10);
        Path old = folder.resolve("site/admissions.json");
        Files.createDirectories(old.getParent());
        Files.writeString(old, """
                {"format":1,"computers":[
                {"key":"%s","id":"id-1","name":"ws-1","address":"10.0.0.7","standing":"ADMITTED","since":"2026-11-22T10:00:00Z"},
                {"key":"%s","id":"id-2","name":"ws-2","address":"10.0.0.7","standing":"REVOKED","since":"2026-11-22T10:00:00Z"}],
                "tokens":[{"hash":"%s","uses":1,"expires":"2026-11-23T10:00:00Z"}]}
                """.formatted(
                        key(1).hex(), key(2).hex(), JoinSecret.hash("secret").hex()));
        assertThat(list.all())
                .extracting(Admissions.Applicant::standing)
                .containsExactly(Standing.ADMITTED, Standing.REVOKED);
        assertThat(old).doesNotExist();
        assertThat(open("site", 10).ask(enrolment(3, "secret")).standing()).isEqualTo(Standing.ADMITTED);
        assertThatThrownBy(() -> open("site", 10).ask(enrolment(4, "secret"))).hasMessageContaining("used already");
    }

    @Test
    void aDamagedListOfOneFileAdmitsNobodyAndIsSetAside() throws Exception {
        Path old = folder.resolve("site/admissions.json");
        Files.createDirectories(old.getParent());
        Files.writeString(old, "{\"computers\":[{\"key\":");
        assertThat(open("site", 10).all()).isEmpty();
        assertThat(old.resolveSibling("admissions.json.damaged")).exists();
    }

    private Path computer(String site, int number) {
        return folder.resolve(site)
                .resolve("admissions/computers")
                .resolve(key(number).hex() + ".json");
    }

    /** Each file with what tells it from one that replaced it. */
    private Map<Path, Object> files() throws IOException {
        Map<Path, Object> files = new HashMap<>();
        try (Stream<Path> found = Files.walk(folder)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(
                        file,
                        Files.readAttributes(file, BasicFileAttributes.class).fileKey());
            }
        }
        return files;
    }

    private List<Path> changed(Map<Path, Object> before) throws IOException {
        return files().entrySet().stream()
                .filter(now -> !now.getValue().equals(before.get(now.getKey())))
                .map(Map.Entry::getKey)
                .toList();
    }

    private long written(Map<Path, Object> before) throws IOException {
        long bytes = 0;
        for (Path file : changed(before)) {
            bytes += Files.size(file);
        }
        return bytes;
    }

    private static Application enrolment(int number, String secret) {
        return new Application(
                key(number), "10.0.0.7", new Enrolment("id-" + number, "ws-" + number, Optional.of(secret)));
    }

    private AdmissionList open(String site, int waiting) {
        return open(site, waiting, event -> {});
    }

    private AdmissionList open(String site, int waiting, Audit audit) {
        return new AdmissionList(
                new AdmissionFolder(folder.resolve(site)),
                false,
                () -> now,
                new AdmissionList.Limits(waiting, waiting),
                audit);
    }

    private static Application application(int number, String name) {
        return new Application(key(number), "10.0.0.7", new Enrolment("id-" + number, name, Optional.empty()));
    }

    private static Fingerprint key(int number) {
        return Fingerprint.of(new byte[] {(byte) number, (byte) (number >> 8)});
    }
}
