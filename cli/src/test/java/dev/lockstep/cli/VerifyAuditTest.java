package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyAuditTest {
    private static final String NODE = "123e4567-e89b-12d3-a456-426614174000";

    @TempDir
    Path folder;

    private Vendor program;
    private Path data;
    private Path file;
    private AuditLog log;

    @BeforeEach
    void fourEntries() throws IOException {
        program = new Vendor(folder.resolve("vendor"));
        data = folder.resolve("server/data/lockstep");
        file = data.resolve("audit/audit-000000000001.jsonl");
        log = new AuditLog(data.resolve("audit"), InstantSource.system(), NODE);
        for (int i = 0; i < 3; i++) {
            log.append("user admin", AuditEvent.of("change setting", "automatic", "changed"));
        }
    }

    private Vendor.Result verify(String... options) {
        String[] arguments = new String[options.length + 2];
        arguments[0] = "verify-audit";
        arguments[1] = folder.resolve("server").toString();
        System.arraycopy(options, 0, arguments, 2, options.length);
        return program.run(arguments);
    }

    private Path site() throws IOException {
        Path site = data.resolve("site");
        SiteRepository.create(site, Clock.systemUTC()).anchor(NODE, log.head());
        return site;
    }

    @Test
    void a_log_as_it_was_written_is_sound_and_it_is_said_what_could_not_be_seen() throws IOException {
        Vendor.Result result = verify();
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .isEqualTo("Not compared with anything that was signed: that the end was cut off, or all written anew,"
                        + " cannot be seen. See --site.\n"
                        + "Sound: 4 entries, the last with the hash "
                        + log.head().hash() + ".\n");
    }

    @Test
    @DisplayName("LS-140 One command finds an edited entry and names it")
    void edited() throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, String.join("\n", lines).replaceFirst("user admin", "user guest") + "\n");
        Vendor.Result result = verify();
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .startsWith("ERROR  entry 2 of ")
                .contains(" was edited: its hash was ", "[AUDIT-EDITED]\n", "\nNOT sound: 4 entries");
        assertThat(verify("--json").json().at("/findings/0/code").asText()).isEqualTo("AUDIT-EDITED");
        assertThat(verify("--json").json().at("/findings/0/entry").asLong()).isEqualTo(2);
    }

    @Test
    @DisplayName("LS-140 With what the site signed, a log that was cut off or written anew is found")
    void shortened() throws IOException {
        Path site = site();
        Path root = site.resolve("metadata/site/1.root.json");
        log.append("user admin", AuditEvent.of("update", "release", "switched"));
        Vendor.Result sound = verify("--site-root", root.toString());
        assertThat(sound.status()).isZero();
        assertThat(sound.out()).contains("Signed: the first 4 entries, by the site ");

        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n");
        assertThat(verify().status()).isEqualTo(1);
        assertThat(verify().out())
                .contains("the end of the log is missing: it ends with entry 2 of ", "but 4 entries were signed");
    }

    @Test
    @DisplayName("LS-140 What a computer of the site keeps proves a log, even if the server was made to sign another")
    void byAComputer() throws IOException {
        Path site = site();
        Path trusted = folder.resolve("client/trust/site");
        new SiteTrust(trusted, Optional::empty, Clock.systemUTC()).refresh(new FolderTransport(site));

        Files.delete(file);
        log = new AuditLog(data.resolve("audit"), InstantSource.system(), NODE);
        for (int i = 0; i < 5; i++) {
            log.append("user admin", AuditEvent.of("update", "release", "switched"));
        }
        SiteRepository.open(site, Clock.systemUTC()).orElseThrow().anchor(NODE, log.head());
        assertThat(verify().status()).as("by the server's own word").isZero();
        Vendor.Result result = verify("--site", trusted.toString());
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("entry 4 of ", "is not the one that was signed, or one before it is not");
    }

    @Test
    @DisplayName("LS-140 With what a server remembers of its computers, a client's log that was cut off is found")
    void seenByItsServer() throws IOException {
        ComputerReport report = new ComputerReport(
                        NODE,
                        "Alpha",
                        "linux-x64",
                        new TreeMap<>(),
                        new TreeMap<>(),
                        false,
                        false,
                        List.of(),
                        "idle",
                        "It is current.",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.empty())
                .withAudit(Optional.of(log.head()));
        Path seen = folder.resolve("seen");
        Files.createDirectories(seen);
        Files.writeString(
                seen.resolve("a.json"),
                "{\"seen\":\"2026-11-22T12:00:00Z\",\"report\":"
                        + new String(NodeJson.writeReport(report), StandardCharsets.UTF_8) + "}");
        Vendor.Result sound = verify("--seen-by", seen.toString());
        assertThat(sound.status()).isZero();
        assertThat(sound.out()).contains("Compared with the 4 entries that the computer told its server of.");

        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n" + lines.get(1) + "\n");
        assertThat(verify().status()).as("nothing to compare with").isZero();
        Vendor.Result cut = verify("--seen-by", seen.toString());
        assertThat(cut.status()).isEqualTo(1);
        assertThat(cut.out()).contains("the end of the log is missing: it ends with entry 2 of ");
        Files.delete(file);
        assertThat(verify("--seen-by", seen.toString()).err())
                .contains("no first entry that says of which computer it is", "[AUDIT-NAMELESS]");
        Files.writeString(data.resolve("node-id"), NODE + "\n");
        Vendor.Result deleted = verify("--seen-by", seen.toString());
        assertThat(deleted.status()).isEqualTo(1);
        assertThat(deleted.out()).contains("the end of the log is missing: it is empty, but 4 entries were signed");
        Files.writeString(data.resolve("node-id"), "somebody-else");
        assertThat(verify("--seen-by", seen.toString()).err())
                .contains("The computer somebody-else has told the server")
                .contains("[SEEN-MISSING]");
        assertThat(verify("--seen-by", folder.resolve("none").toString()).err())
                .contains("is no folder. [SEEN-MISSING]");
    }

    @Test
    @DisplayName("LS-140 A log of another computer, and the signature of another site, are refused")
    void foreign() throws IOException {
        site();
        Files.delete(file);
        new AuditLog(data.resolve("audit"), InstantSource.system(), NODE.replace('1', '2')).head();
        Vendor.Result result = verify("--json");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.json().at("/findings/0/code").asText()).isEqualTo("AUDIT-FOREIGN");
        assertThat(verify().out())
                .contains("ERROR  the site has signed no log of the computer " + NODE.replace('1', '2') + ", only of "
                        + NODE + " [AUDIT-FOREIGN]\n");

        Path other = folder.resolve("other");
        SiteRepository.create(other, Clock.systemUTC());
        Vendor.Result wrongRoot =
                verify("--site-root", other.resolve("metadata/site/1.root.json").toString());
        assertThat(wrongRoot.status()).isEqualTo(1);
        assertThat(wrongRoot.err()).contains("and not of the one that begins with ", "[SITE-FOREIGN]");
    }

    @Test
    @DisplayName("LS-140 A line that was cut by an interruption is told, and is no fault")
    void cut() throws IOException {
        Files.writeString(file, "{\"action\":\"upd", StandardOpenOption.APPEND);
        Vendor.Result result = verify();
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("note   The last line was cut while it was written");
    }

    @Test
    void a_wrong_folder_is_said() {
        Vendor.Result none =
                program.run("verify-audit", folder.resolve("nowhere").toString());
        assertThat(none.status()).isEqualTo(1);
        assertThat(none.err()).contains("nowhere is no folder. [AUDIT-MISSING]");
        Vendor.Result empty = program.run("verify-audit", folder.toString());
        assertThat(empty.err()).contains("There is no audit log in ", "[AUDIT-MISSING]");
    }
}
