package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.release.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Tree tree;

    @BeforeEach
    void publish() throws Exception {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
        Path server = vendor.component("server", Map.of("a", "aaaa", "b", "bbbb", "c", "cccc"));
        vendor.succeed("publish", "--release", "1.0.0", "--component", "server=" + server);
        tree = vendor.tree("1.0.0", "server");
    }

    @Test
    void every_payload_that_is_wrong_is_told_and_not_only_the_first() throws Exception {
        write(payload(0), "AAAA");
        write(payload(1), "bb");
        Files.delete(payload(2));

        Vendor.Result result = vendor.call("verify", "--json");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.json().at("/sound").asBoolean()).isFalse();
        assertThat(result.json().at("/findings"))
                .extracting(finding -> finding.at("/code").asText())
                .containsExactly("LS-PAYLOAD-ALTERED", "LS-PAYLOAD-TRUNCATED", "LS-PAYLOAD-MISSING");
        assertThat(vendor.call("verify").out())
                .contains(payload(1) + ": it has 2 bytes and not 4; needed by release 1.0.0, server for any: b")
                .contains("NOT sound: 1 release,");
    }

    @Test
    void a_description_that_is_altered_or_missing_is_told() throws Exception {
        Path description = description();
        byte[] before = Files.readAllBytes(description);
        Files.writeString(description, "{}");
        assertThat(codes(vendor.call("verify", "--json"))).containsExactly("DESCRIPTION-ALTERED");
        Files.delete(description);
        assertThat(codes(vendor.call("verify", "--json"))).containsExactly("DESCRIPTION-MISSING");
        Files.write(description, before);
        assertThat(vendor.call("verify").status()).isZero();
    }

    @Test
    void payloads_that_nothing_needs_are_a_note() throws Exception {
        Path other = vendor.component("other", Map.of("d", "dddd"));
        assertThat(vendor.call("publish", "--release", "1.0.0", "--component", "server=" + other)
                        .status())
                .isEqualTo(1);

        Vendor.Result result = vendor.succeed("verify");

        assertThat(result.out())
                .contains("2 files, ")
                .contains("are needed by nothing that is published [PAYLOADS-UNUSED]");
        assertThat(result.out()).contains("Sound: 1 release");
    }

    @Test
    void metadata_that_nobody_signed_is_refused_with_the_reason() throws Exception {
        Path targets = vendor.repository.resolve("metadata/vendor/2.targets.json");
        Files.writeString(targets, Files.readString(targets).replace("\"stable\"", "\"unsafe\""));

        Vendor.Result result = vendor.call("verify");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("targets").contains("[TRUST-").doesNotContain("\tat ");
    }

    @Test
    void another_vendors_folder_is_refused_by_the_root_that_clients_have() {
        Vendor other = new Vendor(folder.resolve("other"));
        other.succeed("init-repository", "--no-passphrase");

        Vendor.Result result = vendor.call(
                "verify",
                "--root",
                other.repository.resolve("metadata/vendor/1.root.json").toString());

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).contains("[TRUST-");
    }

    @Test
    void what_has_expired_is_a_note_and_what_keeps_clients_from_installing_is_an_error() {
        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(28));
        assertThat(codes(vendor.succeed("verify", "--json"))).isEmpty();
        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(31));
        assertThat(vendor.succeed("verify").out()).contains("note   timestamp: it expired at ");
        vendor.succeed("timestamp");
        assertThat(vendor.succeed("verify").out()).startsWith("Sound:");

        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(366));
        Vendor.Result late = vendor.call("verify");
        assertThat(late.status()).isEqualTo(1);
        assertThat(late.out()).contains("ERROR  targets: it expired at ");
        vendor.succeed("renew");
        assertThat(vendor.succeed("verify").out()).startsWith("Sound:");
    }

    private static Iterable<String> codes(Vendor.Result result) {
        return result.json().at("/findings").findValuesAsText("code");
    }

    private Path payload(int file) {
        return vendor.payload(tree.files().get(file).blob().digest().path());
    }

    private Path description() throws IOException {
        try (Stream<Path> files = Files.list(vendor.repository.resolve("targets/releases"))) {
            return files.findFirst().orElseThrow();
        }
    }

    private static void write(Path payload, String contents) throws IOException {
        Files.setPosixFilePermissions(payload, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(payload, contents);
    }
}
