package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.trust.VendorMetadata.OfferedRelease;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.TufRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublishReleaseTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Path server;

    @BeforeEach
    void repository() throws Exception {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
        server = vendor.component("server", Map.of("bin/run", "#!/bin/sh\n", "lib/a.jar", "aaa", "lib/b.jar", "bbb"));
        Files.setPosixFilePermissions(server.resolve("bin/run"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    @Test
    void a_client_gets_every_file_as_it_was_published() throws Exception {
        Files.createDirectory(server.resolve("empty"));
        Files.createSymbolicLink(server.resolve("lib/latest.jar"), Path.of("b.jar"));

        Vendor.Result published = publish("1.0.0", server);

        assertThat(published.out())
                .contains("Published release 1.0.0 (channel stable, counter 1)")
                .contains("server for any: 3 files, 16 bytes");
        Tree tree = vendor.tree("1.0.0", "server");
        assertThat(tree.entries())
                .extracting(Tree.Entry::path)
                .containsExactly("bin", "bin/run", "empty", "lib", "lib/a.jar", "lib/b.jar", "lib/latest.jar");
        for (Tree.File file : tree.files()) {
            assertThat(vendor.payload(file.blob().digest().path())).hasSameBinaryContentAs(server.resolve(file.path()));
            assertThat(file.executable()).isEqualTo(file.path().equals("bin/run"));
        }
        assertThat(tree.entries()).contains(new Tree.Link("lib/latest.jar", "b.jar"));
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 1 release,");
        assertThat(vendor.repository.resolve("targets/incoming")).doesNotExist();
    }

    @Test
    void the_same_again_is_fine_and_changes_nothing() throws Exception {
        publish("1.0.0", server);
        Map<String, Long> before = vendor.published();

        Vendor.Result again = publish("1.0.0", server);

        assertThat(again.out()).contains("Unchanged, published before: release 1.0.0");
        assertThat(vendor.published()).isEqualTo(before);
    }

    @Test
    void the_same_version_with_other_contents_is_refused_and_clients_see_the_first() throws Exception {
        publish("1.0.0", server);
        Tree before = vendor.tree("1.0.0", "server");
        Files.writeString(server.resolve("lib/a.jar"), "altered");

        Vendor.Result refused =
                vendor.call("publish", "--release", "1.0.0", "--component", "server=" + server, "--json");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.json().at("/error/code").asText()).isEqualTo("RELEASE-EXISTS");
        assertThat(refused.err())
                .contains("Release 1.0.0 is published already with other contents (the files of server).")
                .doesNotContain("\tat ");
        assertThat(vendor.tree("1.0.0", "server")).isEqualTo(before);

        assertThat(vendor.call("publish", "--release", "1.0.0", "--component", "poll=" + server)
                        .err())
                .contains("(the files of poll, server is missing)");
        publish("1.0.1", server);
    }

    @Test
    void only_files_that_changed_become_new_payloads() throws Exception {
        publish("1.0.0", server);
        Files.writeString(server.resolve("lib/b.jar"), "newer");

        JsonNode result = vendor.succeed("publish", "--release", "1.1.0", "--component", "server=" + server, "--json")
                .json();

        assertThat(result.at("/newPayloads").asInt())
                .as("one file and the tree")
                .isEqualTo(2);
    }

    @Test
    @DisplayName(
            "LS-184: a release that lacks components or platforms of the one before is refused, and all of them are named")
    void whatTheReleaseBeforeHadIsNotForgottenInSilence() throws Exception {
        String all = "server=" + server;
        vendor.succeed(
                "publish",
                "--release",
                "1.0.0",
                "--component",
                all,
                "--component",
                "poll=" + server + "@linux-x64",
                "--component",
                "poll=" + server + "@windows-x64",
                "--component",
                "desk=" + server);
        Map<String, Long> before = vendor.published();

        Vendor.Result refused = vendor.call(
                "publish", "--release", "1.1.0", "--component", all, "--component", "poll=" + server + "@linux-x64");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("Release 1.1.0 has no poll@windows-x64, no desk, which release 1.0.0 before it has.")
                .contains("--without poll@windows-x64 --without desk")
                .contains("[COMPONENT-LEFT-OUT]");
        assertThat(vendor.published()).isEqualTo(before);

        Vendor.Result meant = vendor.succeed(
                "publish",
                "--release",
                "1.1.0",
                "--component",
                all,
                "--component",
                "poll=" + server + "@linux-x64",
                "--without",
                "desk",
                "--without",
                "poll@windows-x64",
                "--json");

        assertThat(meant.err()).contains("warning: Release 1.1.0 has no poll@windows-x64, no desk");
        assertThat(meant.json().at("/published/0/without"))
                .extracting(JsonNode::asText)
                .containsExactly("poll@windows-x64", "desk");
        // What the release before does not have either is not asked for again; nor is another channel compared.
        vendor.succeed(
                "publish", "--release", "1.2.0", "--component", all, "--component", "poll=" + server + "@linux-x64");
        vendor.succeed("publish", "--release", "1.3.0", "--channel", "beta", "--component", all);
        // Older than all that is published, it follows none of them.
        vendor.succeed("publish", "--release", "0.9.0", "--component", all);
    }

    @Test
    @DisplayName("LS-184: leaving out what is not lacking at all is a mistake, and refused as one")
    void anOptionThatNamesNothingThatIsLackingIsRefused() {
        publish("1.0.0", server);

        Vendor.Result refused =
                vendor.call("publish", "--release", "1.1.0", "--component", "server=" + server, "--without", "desk");

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("--without desk names nothing that release 1.1.0 lacks");
    }

    @Test
    void counter_channel_floors_and_warnings_are_signed_with_the_release() throws Exception {
        publish("1.0.0", server);
        vendor.succeed(
                "publish",
                "--release",
                "2.0.0",
                "--component",
                "server=" + server,
                "--channel",
                "pilot",
                "--counter",
                "7",
                "--floor",
                "1.0.0",
                "--warning",
                "The database is converted.",
                "--help-link",
                "https://help.example/2",
                "--warning",
                "It takes an hour.",
                "--compatible",
                "[1.0.0,3.0.0)");

        assertThat(vendor.client().releases())
                .containsExactly(
                        new OfferedRelease(Version.parse("1.0.0"), "stable", 1),
                        new OfferedRelease(Version.parse("2.0.0"), "pilot", 7));
        Release release = vendor.client().release(Version.parse("2.0.0"));
        assertThat(release.floors()).containsExactly(Version.parse("1.0.0"));
        assertThat(release.warnings())
                .containsExactly(
                        new Release.Warning("The database is converted.", "https://help.example/2"),
                        new Release.Warning("It takes an hour.", ""));
        assertThat(release.compatible()).hasToString("[1.0.0,3.0.0)");

        publish("2.0.1", server);
        assertThat(vendor.client().release(Version.parse("2.0.1")).counter()).isEqualTo(8);
        assertThat(vendor.call("publish", "--release", "2.0.2", "--component", "server=" + server, "--counter", "8")
                        .err())
                .contains("The counter 8 is used up; the next release has at least 9. [RELEASE-COUNTER]");
    }

    @Test
    void a_release_that_says_nothing_works_together_with_its_own_major_version() throws Exception {
        publish("1.4.0", server);
        var compatible = vendor.client().release(Version.parse("1.4.0")).compatible();
        assertThat(compatible.contains(Version.parse("1.0.0"))).isTrue();
        assertThat(compatible.contains(Version.parse("1.99.0"))).isTrue();
        assertThat(compatible.contains(Version.parse("2.0.0-rc.1"))).isFalse();
    }

    @Test
    void a_floor_that_is_not_published_or_not_below_is_refused() {
        publish("1.0.0", server);
        assertThat(vendor.call("publish", "--release", "1.1.0", "--component", "server=" + server, "--floor", "1.0.5")
                        .err())
                .contains("The floor 1.0.5 is not published here. [RELEASE-FLOOR]");
        assertThat(vendor.call("publish", "--release", "0.9.0", "--component", "server=" + server, "--floor", "1.0.0")
                        .err())
                .contains("The floor 1.0.0 is not below the release 0.9.0. [RELEASE-FLOOR]");
    }

    @Test
    @DisplayName("LS-161 The vendor signs below which release nobody goes back, also for one that is published already")
    void nobody_returns_below_what_the_vendor_signed() throws Exception {
        publish("1.0.0", server);
        publish("1.1.0", server);
        vendor.succeed("publish", "--release=1.2.0", "--component=server=" + server, "--no-return-below=1.1.0");
        assertThat(vendor.client().lowestCounter("stable")).isEqualTo(2);
        assertThat(vendor.client().lowestCounter("pilot")).isZero();

        publish("1.2.0", server);
        assertThat(vendor.client().lowestCounter("stable"))
                .as("said once is enough")
                .isEqualTo(2);
        vendor.succeed("publish", "--release=1.2.0", "--component=server=" + server, "--no-return-below=1.2.0");
        assertThat(vendor.client().lowestCounter("stable")).isEqualTo(3);

        assertThat(vendor.call("publish", "--release=1.3.0", "--component=server=" + server, "--no-return-below=1.0.5")
                        .err())
                .contains("Release 1.0.5 of --no-return-below is not published here. [RELEASE-FLOOR]");
        assertThat(vendor.call("publish", "--release=1.1.0", "--component=server=" + server, "--no-return-below=1.2.0")
                        .err())
                .contains("Nobody could run release 1.1.0 itself: 1.2.0 of --no-return-below was published after it.");
    }

    @Test
    void a_component_can_have_a_tree_for_each_platform() throws Exception {
        Path windows = vendor.component("server-windows", Map.of("run.exe", "MZ"));
        vendor.succeed(
                "publish",
                "--release",
                "1.0.0",
                "--component",
                "server=" + server + "@linux-x64",
                "--component",
                "server=" + windows + "@windows-x64");

        Release.ComponentRelease component = vendor.client()
                .release(Version.parse("1.0.0"))
                .component("server")
                .orElseThrow();
        assertThat(component.trees()).hasSize(2);
        assertThat(vendor.tree(component.treeFor(new Platform("windows-x64")).orElseThrow())
                        .files())
                .extracting(Tree.File::path)
                .containsExactly("run.exe");

        assertThat(vendor.call(
                                "publish",
                                "--release",
                                "1.1.0",
                                "--component",
                                "server=" + server,
                                "--component",
                                "server=" + windows)
                        .err())
                .contains("the component server has two trees for one platform")
                .contains("[RELEASE-INVALID]");
    }

    @Test
    void what_cannot_be_installed_everywhere_is_refused_by_name() throws Exception {
        Path link = vendor.component("link", Map.of("a", "1"));
        Files.createSymbolicLink(link.resolve("out"), Path.of("../../etc/passwd"));
        assertRefused(link, "the link \"out\" leads out of its tree");

        Path names = vendor.component("names", Map.of("Readme", "1", "README", "2"));
        assertRefused(names, "is there twice, if upper and lower case are taken as one");

        assertRefused(vendor.component("device", Map.of("aux.txt", "1")), "the path \"aux.txt\" cannot be used");
        assertRefused(Files.createDirectory(folder.resolve("nothing")), "holds no file");
        assertRefused(folder.resolve("none"), "is not a folder");
        assertThat(vendor.client().releases()).isEmpty();
    }

    @Test
    void a_release_that_clients_would_refuse_to_read_is_not_published() throws Exception {
        Vendor.Result refused = vendor.call(
                "publish", "--release", "1.0.0", "--component", "server=" + server, "--warning", "x".repeat(2 << 20));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("[RELEASE-INVALID]").doesNotContain("\tat ");
        assertThat(vendor.client().releases()).isEmpty();
    }

    @Test
    void publishing_again_mends_a_payload_that_was_altered() throws Exception {
        publish("1.0.0", server);
        Path payload = vendor.payload(
                vendor.tree("1.0.0", "server").files().get(1).blob().digest().path());
        Files.setPosixFilePermissions(payload, PosixFilePermissions.fromString("rw-r--r--"));
        Files.writeString(payload, "xxx");
        assertThat(vendor.call("verify").status()).isEqualTo(1);

        publish("1.0.0", server);
        assertThat(vendor.call("verify").status()).isEqualTo(0);
    }

    @Test
    void a_second_publisher_is_told_that_somebody_else_is_publishing() throws Exception {
        TufRepository repository =
                new TufRepository(vendor.repository.resolve("metadata/vendor"), vendor.clock, Lifetimes.vendor());
        try (Publication first = repository.begin(KeyRing.of())) {
            assertThat(first.targets("targets")).isEmpty();
            Vendor.Result second = vendor.call("publish", "--release", "1.0.0", "--component", "server=" + server);
            assertThat(second.status()).isEqualTo(1);
            assertThat(second.err()).contains("[REPOSITORY-LOCKED]").doesNotContain("\tat ");
        }
        publish("1.0.0", server);
    }

    @Test
    @DisplayName("A publication that fails half-way leaves nothing that a client would see")
    void a_publication_that_fails_is_invisible() throws Exception {
        publish("1.0.0", server);
        Path other = vendor.component("other", Map.of("a", "1"));
        Files.createSymbolicLink(other.resolve("z"), Path.of("/etc/passwd"));

        assertThat(vendor.call(
                                "publish",
                                "--release",
                                "1.1.0",
                                "--component",
                                "a=" + server,
                                "--component",
                                "b=" + other)
                        .status())
                .isEqualTo(1);

        assertThat(vendor.client().releases()).hasSize(1);
        assertThat(vendor.succeed("verify").out()).contains("Sound: 1 release,");
    }

    @Test
    void a_folder_in_which_nothing_was_made_yet_is_told() {
        Vendor.Result refused =
                vendor.run("publish", folder.toString(), "--release", "1.0.0", "--component", "server=" + server);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("is not a published folder").contains("lockstep init-repository");
    }

    private Vendor.Result publish(String version, Path component) {
        return vendor.succeed("publish", "--release", version, "--component", "server=" + component);
    }

    private void assertRefused(Path component, String reason) {
        Vendor.Result refused = vendor.call("publish", "--release", "1.0.0", "--component", "x=" + component);
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains(reason).doesNotContain("\tat ");
    }
}
