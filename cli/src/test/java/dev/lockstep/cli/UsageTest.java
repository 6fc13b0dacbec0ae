package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void vendor() {
        vendor = new Vendor(folder);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "init-repository",
                "publish",
                "timestamp",
                "renew",
                "gen-key",
                "public-key",
                "rotate",
                "revoke-key",
                "delegate",
                "revoke-delegation",
                "sign",
                "merge",
                "submit",
                "status",
                "verify",
                "verify-audit",
                "list",
                "export",
                "read-status"
            })
    void every_command_explains_itself_with_an_example(String command) {
        Vendor.Result help = vendor.run(command, "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("Usage: lockstep " + command)
                .containsPattern("\n  lockstep " + command + " \\S");
        assertThat(vendor.run("--help").out()).contains("  " + command);
    }

    @Test
    void a_wrong_call_says_what_is_wrong_and_where_to_read_more() {
        Vendor.Result none = vendor.run();
        assertThat(none.status()).isEqualTo(2);
        assertThat(none.err()).contains("Which command? See lockstep --help.");

        Vendor.Result unknown = vendor.run("publsh");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err()).contains("Did you mean: lockstep publish");

        Vendor.Result both = vendor.call("publish", "--json");
        assertThat(both.status()).isEqualTo(2);
        assertThat(both.json().at("/error/code").asText()).isEqualTo("USAGE");
        assertThat(both.err()).contains("Either --release with its components, or --module or --features.");

        assertThat(vendor.call("publish", "--release", "1.0").err())
                .contains("Invalid value for option '--release': not a version like 1.2.3 or 1.2.3-rc.1: \"1.0\"");
        assertThat(vendor.call("publish", "--release", "1.0.0", "--component", "server")
                        .err())
                .contains("\"server\" is not like NAME=FOLDER or NAME=FOLDER@linux-x64");
        assertThat(vendor.call("publish", "--release", "1.0.0", "--component", "a=b@linux-")
                        .err())
                .contains("not a platform like linux-x64");
    }

    @Test
    void a_stack_trace_is_only_for_those_who_ask() throws Exception {
        Files.createDirectories(vendor.repository.resolve("metadata/vendor"));
        Files.writeString(vendor.repository.resolve("metadata/vendor/1.root.json"), "{}");
        Files.writeString(vendor.repository.resolve("metadata/vendor/timestamp.json"), "{}");

        Vendor.Result quiet = vendor.call("verify");
        assertThat(quiet.status()).isEqualTo(1);
        assertThat(quiet.err()).startsWith("lockstep: ").doesNotContain("\tat ").hasLineCount(1);
        assertThat(vendor.call("verify", "--debug").err()).contains("\tat dev.lockstep.");
    }

    @Test
    void a_list_is_a_table_or_json() throws Exception {
        vendor.succeed("init-repository", "--no-passphrase");
        Path server = vendor.component("server", java.util.Map.of("a", "1"));
        vendor.succeed("publish", "--release", "1.10.0", "--component", "server=" + server);
        vendor.succeed("publish", "--release", "1.9.0", "--component", "server=" + server, "--channel", "pilot");

        assertThat(vendor.succeed("list").out().lines())
                .startsWith("RELEASE  CHANNEL  COUNTER", "1.9.0    pilot    2", "1.10.0   stable   1");
        assertThat(vendor.succeed("list", "--json")
                        .json()
                        .at("/releases/0/version")
                        .asText())
                .isEqualTo("1.9.0");
    }

    @Test
    @DisplayName("LS-187: Of two programs with one name each says which commands the other one has")
    void each_program_knows_the_other() throws Exception {
        String launcher = Files.readString(Path.of("../launcher/src/main/java/dev/lockstep/launcher/Main.java")
                .toRealPath());
        for (String command : List.of("start", "stop", "restart", "console", "run", "version")) {
            assertThat(launcher).contains("case \"" + command + "\"");
            assertThat(vendor.run(command).err()).contains("bin/lockstep " + command);
        }
        assertThat(vendor.run("lockstep:update").err()).contains("bin/lockstep console lockstep:update");
        for (String line : vendor.run("--help").out().split("\n")) {
            String word = line.matches("  [a-z-]+ .*") ? line.strip().split(" ")[0] : "";
            if (!word.isEmpty() && !List.of("status", "lockstep").contains(word)) {
                assertThat(launcher).contains("\"" + word + "\"");
            }
        }
    }
}
