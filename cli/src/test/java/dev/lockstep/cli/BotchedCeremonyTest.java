package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    /** Whatever write is the last: nothing that was published changed, and the same call again completes it. */
    @ParameterizedTest
    @ValueSource(strings = {"2.targets.json", "2.snapshot.json", "timestamp.json", "2.root.json"})
    void interrupted_at_any_write(String name) throws Exception {
        Path all = folder.resolve("all-roles");
        vendor.succeed(
                "rotate",
                "--remove-key",
                "targets=" + folder.resolve("alice.pub"),
                "--add-key",
                "targets=" + folder.resolve("dave.pub"),
                "--role",
                "snapshot",
                "--role",
                "timestamp",
                "--no-passphrase",
                "--draft",
                all.toString());
        holders.sign(all, "bob");
        holders.sign(all, "carol");
        Path obstacle = Files.createDirectory(vendor.repository.resolve("metadata/vendor/" + name + ".new"));

        Vendor.Result failed = holders.submit(all);

        Files.delete(obstacle);
        assertThat(failed.status()).isEqualTo(1);
        assertThat(failed.err()).contains("[INPUT-OUTPUT]");
        Map<String, String> now = Holders.bytes(vendor.repository);
        if (name.equals("2.root.json")) {
            // The timestamp before it is signed with old and new keys, so that clients of both roots read it.
            before.remove("metadata/vendor/timestamp.json");
        }
        assertThat(now).containsAllEntriesOf(before).doesNotContainKey("metadata/vendor/2.root.json");
        assertThat(vendor.client().releases()).isEmpty();

        Vendor.Result again = holders.submit(all);
        assertThat(again.status()).as(again.err()).isZero();
        assertThat(vendor.client().releases()).isEmpty();
        assertThat(vendor.succeed("status").out()).containsPattern("root +2 ").containsPattern("targets +2 ");
    }

    private void complete() {
        holders.sign(draft, "bob");
        holders.sign(draft, "carol");
        holders.sign(draft, "dave");
    }
}
