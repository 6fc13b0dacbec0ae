package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.keys.KeysFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InitRepositoryTest {
    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void vendor() {
        vendor = new Vendor(folder);
    }

    @Test
    void a_new_repository_is_sound_and_its_keys_stand_outside_of_it_for_their_owner_alone() throws Exception {
        Vendor.Result made = vendor.succeed("init-repository", "--no-passphrase", "--json");

        assertThat(made.json().path("roles").path("root").path("threshold").asInt())
                .isEqualTo(2);
        assertThat(made.json().path("roles").path("root").path("keys")).hasSize(3);
        assertThat(made.json().at("/roles/targets/keys")).hasSize(1);
        assertThat(Path.of(made.json().at("/root").asText())).isRegularFile();
        assertThat(vendor.keys()).isDirectoryContaining("glob:**/root-3.pem");
        for (Path key : new KeysFolder(vendor.keys()).files()) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                    .isEqualTo("rw-------");
        }
        assertThat(vendor.published().keySet()).noneMatch(name -> name.endsWith(".pem"));
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 0 releases");
        assertThat(vendor.client().releases()).isEmpty();
    }

    @Test
    void what_is_there_is_never_overwritten() throws Exception {
        vendor.succeed("init-repository", "--no-passphrase");
        Map<String, Long> before = vendor.published();

        Vendor.Result again = vendor.call("init-repository", "--no-passphrase");
        assertThat(again.status()).isEqualTo(1);
        assertThat(again.err()).contains("already holds a repository; nothing was changed [REPOSITORY-EXISTS]");
        assertThat(vendor.published()).isEqualTo(before);

        Vendor.Result others = vendor.run(
                "init-repository", folder.resolve("other").toString(), "--no-passphrase", "--keys", vendor.keys() + "");
        assertThat(others.status()).isEqualTo(1);
        assertThat(others.err()).contains("no key is ever overwritten").contains("[KEYS-EXIST]");
    }

    @Test
    void keys_are_not_put_where_a_web_server_gives_them_away() {
        Vendor.Result refused = vendor.call(
                "init-repository",
                "--no-passphrase",
                "--keys",
                vendor.repository.resolve("keys").toString());
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("within the folder that is served").contains("[KEYS-SERVED]");
        assertThat(vendor.repository).doesNotExist();
    }

    @Test
    void a_passphrase_from_a_file_or_the_environment_encrypts_the_keys() throws Exception {
        Path passphrase = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        vendor.succeed("init-repository", "--threshold", "root=1/1", "--passphrase-file", passphrase.toString());
        assertThat(vendor.keys().resolve("targets-1.pem")).content().contains("ENCRYPTED PRIVATE KEY");

        assertThat(vendor.call("timestamp").err())
                .contains("A passphrase is needed and there is no terminal to ask")
                .contains("[PASSPHRASE]");
        vendor.environment.put("LOCKSTEP_PASSPHRASE", "battery staple");
        assertThat(vendor.call("timestamp").err()).contains("the passphrase does not open it");
        vendor.environment.put("LOCKSTEP_PASSPHRASE", "correct horse");
        vendor.succeed("timestamp");
    }

    @Test
    void without_a_passphrase_and_without_saying_so_nothing_is_made() {
        Vendor.Result refused = vendor.call("init-repository");
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("to make keys without one, say --no-passphrase");
        assertThat(vendor.keys()).doesNotExist();
    }

    @Test
    void a_quorum_that_cannot_be_met_is_misuse() {
        assertThat(vendor.call("init-repository", "--threshold", "root=3/2").status())
                .isEqualTo(2);
        Vendor.Result text = vendor.call("init-repository", "--threshold", "root=two");
        assertThat(text.status()).isEqualTo(2);
        assertThat(text.err()).contains("\"two\" is not like 2/3: two signatures of three keys");
    }

    @Test
    void as_many_keys_have_to_sign_as_was_asked_for() throws Exception {
        vendor.succeed("init-repository", "--no-passphrase", "--threshold", "targets=2/2");
        Path component = vendor.component("server", Map.of("a", "1"));
        Path away = folder.resolve("away.pem");
        Files.move(vendor.keys().resolve("targets-2.pem"), away);

        String[] publish = {"--release", "1.0.0", "--component", "server=" + component};
        Vendor.Result refused = vendor.call("publish", publish);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("the targets metadata needs the signatures of 2 keys, but 1 of its keys are at hand");
        assertThat(vendor.client().releases()).isEmpty();

        vendor.succeed("publish", "--key", away.toString(), publish[0], publish[1], publish[2], publish[3]);
        assertThat(vendor.client().releases()).hasSize(1);
    }
}
