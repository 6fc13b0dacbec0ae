package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong in a ceremony, the published folder is byte for byte what it was. */
class BotchedCeremonyTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Holders holders;
    private Path draft;
    private Map<String, String> before;

    @BeforeEach
    void aRepositoryAndTheDraftOfItsNextRoot() {
        vendor = new Vendor(folder);
        holders = new Holders(vendor);
        holders.begin();
        draft = folder.resolve("new-root");
        vendor.succeed(
                "rotate",
                "--remove-key",
                "root=" + folder.resolve("alice.pub"),
                "--add-key",
                "root=" + holders.key("dave"),
                "--role",
                "timestamp",
                "--no-passphrase",
                "--draft",
                draft.toString());
        before = Holders.bytes(vendor.repository);
    }

    private void assertRefused(Vendor.Result result, String text) {
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains(text);
        assertThat(Holders.bytes(vendor.repository)).isEqualTo(before);
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: ");
    }

    @Test
    void too_few_signatures() {
        holders.sign(draft, "bob");
        assertRefused(holders.submit(draft), "[DRAFT-INCOMPLETE]");
        holders.sign(draft, "alice");
        assertRefused(holders.submit(draft), "[DRAFT-INCOMPLETE]");
    }

    @Test
    void a_foreign_key() {
        holders.key("mallory");
        Map<String, String> unsigned = Holders.bytes(draft);

        assertRefused(
                holders.sign(draft, "mallory"), "signs nothing in this change; nothing was signed. [FOREIGN-KEY]");

        assertThat(Holders.bytes(draft)).isEqualTo(unsigned);
    }

    @Test
    void a_wrong_passphrase() {
        vendor.environment.put("LOCKSTEP_PASSPHRASE", "correct horse");
        Path key = folder.resolve("encrypted");
        assertThat(vendor.run("gen-key", key.toString()).status()).isZero();
        vendor.environment.put("LOCKSTEP_PASSPHRASE", "battery staple");

        assertRefused(
                vendor.run("sign", draft.toString(), "--key", key + ".pem"),
                "encrypted.pem cannot be used: the passphrase does not open it");
        assertRefused(vendor.call("timestamp", "--key", key + ".pem"), "[REPOSITORY-KEY-FILE]");
    }

    @Test
    void a_draft_that_was_altered_on_its_way() throws Exception {
        complete();
        Path root = draft.resolve("root.json");
        Files.writeString(root, Files.readString(root).replaceFirst("\"threshold\": 2", "\"threshold\": 1"));

        assertRefused(holders.submit(draft), "[DRAFT-INCOMPLETE]");
    }

    @Test
    void a_draft_that_others_have_overtaken() {
        complete();
        Path other = folder.resolve("other-root");
        vendor.succeed("rotate", "--draft", other.toString());
        holders.sign(other, "alice");
        holders.sign(other, "bob");
        assertThat(holders.submit(other).status()).isZero();
        before = Holders.bytes(vendor.repository);

        assertRefused(holders.submit(draft), "it makes root 2 where root 3 has to follow; nothing was written");
    }

    @Test
    void a_payload_that_was_altered_on_its_way() throws Exception {
        Path server = vendor.component("server", Map.of("a", "1"));
        Path release = folder.resolve("release");
        vendor.succeed("publish", "--release", "1.0.0", "--component", "server=" + server, "--draft", release + "");
        holders.sign(release, "alice");
        holders.sign(release, "bob");
        Path payload;
        try (var files = Files.walk(release.resolve("targets/sha256"))) {
            payload = files.filter(Files::isRegularFile).findFirst().orElseThrow();
        }
        assertThat(payload.toFile().setWritable(true)).isTrue();
        Files.writeString(payload, "evil");

        assertRefused(holders.submit(release), "nothing was published. [LS-PAYLOAD-");
    }

    /** Clients of any age go on with what was there: a later attempt completes it. */
    @Test
    void interrupted_at_any_write() throws Exception {
        complete();
        List<String> writes = List.of("2.snapshot.json", "timestamp.json", "2.root.json");
        for (String name : writes) {
            Path obstacle = vendor.repository.resolve("metadata/vendor/" + name + ".new");
            Files.createDirectories(obstacle);

            Vendor.Result failed = holders.submit(draft);

            Files.delete(obstacle);
            if (failed.status() != 0) {
                Map<String, String> now = new HashMap<>(Holders.bytes(vendor.repository));
                boolean rootIsThere = now.containsKey("metadata/vendor/2.root.json");
                if (!rootIsThere) {
                    before.forEach((file, bytes) -> assertThat(now).containsEntry(file, bytes));
                }
                assertReadable();
            }
        }
        if (!Files.exists(vendor.repository.resolve("metadata/vendor/2.root.json"))) {
            assertThat(holders.submit(draft).status()).isZero();
        }
        assertThat(vendor.succeed("timestamp", "--keys", vendor.keys().toString())
                        .out())
                .contains("Signed");
        assertReadable();
    }

    private void assertReadable() throws IOException {
        assertThat(vendor.client().releases()).isEmpty();
    }

    private void complete() {
        holders.sign(draft, "bob");
        holders.sign(draft, "carol");
        holders.sign(draft, "dave");
    }
}
