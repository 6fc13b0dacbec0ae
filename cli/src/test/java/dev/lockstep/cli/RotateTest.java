package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.cli.keys.KeysFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Path server;

    @BeforeEach
    void repository() throws Exception {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
        server = vendor.component("server", Map.of("a", "1"));
        publish("1.0.0");
    }

    @Test
    void clients_that_know_the_first_root_follow_to_new_keys() throws Exception {
        Vendor.Result rotated = vendor.succeed("rotate", "--role", "targets", "--no-passphrase");
        assertThat(rotated.out()).contains("Signed root 2.").contains("targets: + ");
        assertThat(vendor.keys().resolve("retired/targets-1.pem")).isRegularFile();
        publish("1.1.0");

        vendor.succeed("rotate", "--role", "root", "--role", "timestamp", "--threshold", "root=2/2", "--no-passphrase");
        publish("1.2.0");
        assertThat(vendor.client().releases()).hasSize(3);
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 3 releases");
    }

    @Test
    void a_key_that_was_replaced_signs_nothing_any_more() throws Exception {
        vendor.succeed("rotate", "--role", "targets", "--no-passphrase");
        Files.move(vendor.keys().resolve("targets-2.pem"), folder.resolve("away.pem"));
        Files.move(vendor.keys().resolve("retired/targets-1.pem"), vendor.keys().resolve("targets-1.pem"));

        Vendor.Result refused = vendor.call("publish", "--release", "1.1.0", "--component", "server=" + server);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("[REPOSITORY-SIGNERS]");
    }

    @Test
    void without_enough_root_keys_nothing_changes_and_no_key_is_retired() throws Exception {
        Files.move(vendor.keys().resolve("root-1.pem"), folder.resolve("root-1.pem"));
        Files.move(vendor.keys().resolve("root-2.pem"), folder.resolve("root-2.pem"));
        String[] rotate = {"--role", "targets", "--no-passphrase"};

        Vendor.Result refused = vendor.call("rotate", rotate);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("the root metadata needs the signatures of 2 keys");
        assertThat(vendor.repository.resolve("metadata/vendor/2.root.json")).doesNotExist();
        assertThat(vendor.keys().resolve("targets-1.pem")).isRegularFile();
        publish("1.1.0");

        vendor.succeed("rotate", "--key", folder.resolve("root-1.pem").toString(), rotate[0], rotate[1], rotate[2]);
        publish("1.2.0");
        assertThat(vendor.client().releases()).hasSize(3);
    }

    @Test
    void without_a_role_the_root_is_signed_again_with_the_keys_that_are() throws Exception {
        String keys = String.valueOf(new KeysFolder(vendor.keys()).files());
        assertThat(vendor.succeed("rotate").out()).contains("Signed root 2.");
        assertThat(String.valueOf(new KeysFolder(vendor.keys()).files())).isEqualTo(keys);
        assertThat(vendor.client().releases()).hasSize(1);
    }

    @Test
    void a_role_that_there_is_not_is_misuse() {
        assertThat(vendor.call("rotate", "--role", "root-1").err())
                .contains("There is no role root-1; there are root, timestamp, snapshot, targets.");
        Vendor.Result sign = vendor.call("renew", "--role", "root");
        assertThat(sign.status()).isEqualTo(2);
        assertThat(sign.err()).contains("The root is signed by: lockstep rotate");
        Vendor.Result folderForDraft = vendor.call("sign");
        assertThat(folderForDraft.status()).isEqualTo(2);
        assertThat(folderForDraft.err())
                .contains("is a published folder. Its list is signed again by: lockstep renew " + vendor.repository);
    }

    private void publish(String version) {
        vendor.succeed("publish", "--release", version, "--component", "server=" + server);
    }
}
