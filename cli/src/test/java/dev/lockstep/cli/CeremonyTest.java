package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Root and targets keys stand with their holders, and no two of them ever meet on one computer. */
class CeremonyTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Holders holders;
    private Path server;

    @BeforeEach
    void vendor() throws Exception {
        vendor = new Vendor(folder);
        holders = new Holders(vendor);
        server = vendor.component("server", Map.of("a", "1"));
    }

    @Test
    void the_first_root_is_signed_by_its_holders_one_after_the_other_and_then_published() throws Exception {
        Path draft = holders.firstRoot();
        assertThat(vendor.repository).doesNotExist();
        assertThat(vendor.run("sign", draft.toString()).out())
                .contains("root 1, valid until")
                .contains("root: 0 of 2 signatures of the new keys; can sign: ")
                .contains("It waits for signatures");
        assertThat(holders.sign(draft, "alice").out()).contains("root: 1 of 2").contains("targets: 1 of 2");

        Vendor.Result early = holders.submit(draft);
        assertThat(early.status()).isEqualTo(1);
        assertThat(early.err()).contains("Signatures are missing").contains("[DRAFT-INCOMPLETE]");
        assertThat(vendor.repository).doesNotExist();

        assertThat(holders.sign(draft, "bob").out()).contains("All signatures are there.");
        assertThat(holders.submit(draft).out()).contains("Installers carry ").contains("1.root.json");
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 0 releases");
        assertThat(vendor.keys()).isDirectoryNotContaining("glob:**/root-*.pem");
        assertThat(vendor.succeed("status").out()).contains("root       1        2 of ");
    }

    @Test
    void copies_that_were_signed_at_the_same_time_are_merged() throws Exception {
        Path draft = holders.firstRoot();
        Path withBob = folder.resolve("with-bob");
        Holders.copy(draft, withBob);
        holders.sign(draft, "alice");
        holders.sign(withBob, "bob");

        Vendor.Result merged = vendor.run("merge", draft.toString(), withBob.toString(), "--json");

        assertThat(merged.json().at("/complete").asBoolean()).isTrue();
        assertThat(holders.submit(draft).status()).isZero();
    }

    @Test
    void one_key_is_exchanged_for_another_and_clients_of_the_first_root_follow() throws Exception {
        holders.begin();
        publish("1.0.0", "alice", "carol");
        Path draft = folder.resolve("new-root");
        vendor.succeed(
                "rotate",
                "--remove-key",
                "root=" + folder.resolve("alice.pub"),
                "--remove-key",
                "targets=" + folder.resolve("alice.pub"),
                "--add-key",
                "root=" + holders.key("dave"),
                "--add-key",
                "targets=" + folder.resolve("dave.pub"),
                "--draft",
                draft.toString());
        Path atDaves = folder.resolve("at-daves");
        Holders.copy(draft, atDaves);
        holders.sign(draft, "bob");
        holders.sign(draft, "carol");
        holders.sign(atDaves, "dave");
        vendor.run("merge", draft.toString(), atDaves.toString());

        Vendor.Result rehearsed = holders.submit(draft, "--dry-run");
        assertThat(rehearsed.err()).isEmpty();
        assertThat(rehearsed.out())
                .contains("Dry run: nothing is changed.")
                .contains("A client that knows only the first root accepts {root=2, ")
                .contains("A client that is up to date accepts {root=2, ");
        assertThat(vendor.repository.resolve("metadata/vendor/2.root.json")).doesNotExist();
        Vendor.Result submitted = holders.submit(draft);
        assertThat(submitted.status()).as(submitted.err()).isZero();

        assertThat(vendor.client().releases()).hasSize(1);
        publish("1.1.0", "dave", "carol");
        assertThat(vendor.client().releases()).hasSize(2);
        Path late = draftOf("1.2.0");
        assertThat(holders.sign(late, "alice").err())
                .contains("signs nothing in this change")
                .contains("[FOREIGN-KEY]");
    }

    @Test
    void a_stolen_key_is_taken_out_of_every_role_at_once() throws Exception {
        holders.begin();
        publish("1.0.0", "alice", "bob");
        Path draft = folder.resolve("revocation");
        String alice = folder.resolve("alice.pub").toString();
        assertThat(vendor.call("revoke-key", alice, "--threshold", "root=2/3").err())
                .contains("The root role would have 2 keys and not 3, as --threshold says. [THRESHOLD]");

        vendor.succeed("revoke-key", alice, "--draft", draft.toString());
        holders.sign(draft, "bob");
        holders.sign(draft, "carol");
        Vendor.Result submitted = holders.submit(draft);
        assertThat(submitted.status()).as(submitted.err()).isZero();

        assertThat(vendor.client().releases()).hasSize(1);
        String left = vendor.succeed("status").out();
        assertThat(left).containsPattern("root +2 +2 of [0-9a-f]{12} [0-9a-f]{12}  ");
        assertThat(vendor.call("revoke-key", alice, "--dry-run").err()).contains("[KEY-UNKNOWN]");
        Vendor.Result tooFew =
                vendor.call("revoke-key", folder.resolve("bob.pub").toString());
        assertThat(tooFew.err())
                .contains("a threshold of 2 cannot be met by 1 keys")
                .contains("[THRESHOLD]");
    }

    @Test
    void all_keys_are_exchanged_at_once() throws Exception {
        vendor.succeed("init-repository", "--no-passphrase");
        vendor.succeed("publish", "--release", "1.0.0", "--component", "server=" + server);

        vendor.succeed("rotate", "--all", "--no-passphrase");

        assertThat(vendor.keys().resolve("retired")).isDirectoryContaining("glob:**/root-3.pem");
        assertThat(vendor.client().releases()).hasSize(1);
        vendor.succeed("publish", "--release", "1.1.0", "--component", "server=" + server);
        assertThat(vendor.client().releases()).hasSize(2);
    }

    @Test
    void a_dry_run_of_a_publication_says_what_is_added_and_leaves_every_byte() throws Exception {
        vendor.succeed("init-repository", "--no-passphrase");
        vendor.succeed("publish", "--release", "1.0.0", "--component", "server=" + server);
        Map<String, String> before = Holders.bytes(folder);

        Vendor.Result rehearsed =
                vendor.succeed("publish", "--release", "1.1.0", "--component", "server=" + server, "--dry-run");

        assertThat(rehearsed.out()).contains("  + releases/1.1.0.json").doesNotContain("+ releases/1.0.0.json");
        vendor.succeed("rotate", "--all", "--dry-run");
        vendor.succeed("timestamp", "--dry-run");
        assertThat(Holders.bytes(folder)).isEqualTo(before);
    }

    private Path draftOf(String version) {
        Path draft = folder.resolve("release-" + version);
        vendor.succeed("publish", "--release", version, "--component", "server=" + server, "--draft", draft.toString());
        return draft;
    }

    private void publish(String version, String... signers) {
        Path draft = draftOf(version);
        for (String signer : signers) {
            assertThat(holders.sign(draft, signer).status()).isZero();
        }
        Vendor.Result submitted = holders.submit(draft);
        assertThat(submitted.status()).as(submitted.err()).isZero();
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: ");
        assertThat(Files.exists(vendor.repository.resolve("targets/incoming"))).isFalse();
    }
}
