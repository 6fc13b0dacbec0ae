package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bundles as a vendor makes them, and status files as a vendor reads them. */
class ExportTest {
    @TempDir
    private Path folder;

    private Vendor vendor;
    private String out;

    @BeforeEach
    void published() throws IOException {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
        release("1.0.0");
        out = folder.resolve("plant.lockstep").toString();
    }

    private void release(String version, String... options) throws IOException {
        Path server = vendor.component("server-" + version, Map.of("server.txt", "server " + version));
        String[] call = new String[options.length + 4];
        call[0] = "--release";
        call[1] = version;
        call[2] = "--component";
        call[3] = "server=" + server;
        System.arraycopy(options, 0, call, 4, options.length);
        vendor.succeed("publish", call);
    }

    private JsonNode export(String... options) {
        String[] call = new String[options.length + 3];
        call[0] = "--out";
        call[1] = out;
        call[2] = "--json";
        System.arraycopy(options, 0, call, 3, options.length);
        return vendor.succeed("export", call).json();
    }

    @Test
    void theNewestReleaseGoesAlongWithWhatMustBeInstalledBeforeIt() throws Exception {
        release("1.1.0");
        release("2.0.0", "--floor", "1.0.0");
        release("2.1.0", "--channel", "pilot");
        assertThat(export().at("/releases")).extracting(JsonNode::asText).containsExactly("1.0.0", "2.0.0");
        assertThat(export("--release", "1.1.0").at("/releases"))
                .extracting(JsonNode::asText)
                .containsExactly("1.1.0");
        assertThat(export("--channel", "pilot").at("/releases"))
                .extracting(JsonNode::asText)
                .containsExactly("2.1.0");
        assertThat(export("--all").at("/releases")).hasSize(4);
        assertThat(vendor.call("export", "--out", out, "--release", "3.0.0").err())
                .contains("There is no release 3.0.0 in ")
                .contains("[EXPORT-MISSING]");
        assertThat(vendor.call("export", "--out", out, "--module", "tariffs").err())
                .contains("There is no module tariffs in ");
    }

    @Test
    void aDryRunSaysHowMuchItIsAndWritesNothing() throws Exception {
        Map<String, Long> before = vendor.published();
        JsonNode dry = export("--dry-run");
        assertThat(Files.exists(Path.of(out))).isFalse();
        assertThat(vendor.published()).isEqualTo(before);
        JsonNode real = export();
        assertThat(real.at("/bytes").asLong()).isEqualTo(Files.size(Path.of(out)));
        assertThat(dry.at("/payloads")).isEqualTo(real.at("/payloads"));
        assertThat(dry.at("/written").asBoolean()).isFalse();
    }

    @Test
    void aBundleNeverOutlivesWhatIsInIt() {
        assertThat(vendor.call("export", "--out", out, "--expires", "500d").err())
                .matches("(?s).*The vendor's (targets|snapshot) metadata ends at .*")
                .contains("a bundle cannot live longer")
                .contains("lockstep renew");
        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(340));
        Instant end = Instant.parse(export().at("/until").asText());
        assertThat(end).isBefore(Instant.now().plus(Duration.ofDays(366)));
        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        assertThat(vendor.call("export", "--out", out).err()).contains("[EXPORT-EXPIRES]");
    }

    @Test
    void wrongCallsSayWhatIsWrong() {
        assertThat(vendor.call("export").err()).contains("Missing required option: '--out=FILE'");
        assertThat(vendor.call("export", "--out", out, "--expires", "soon").err())
                .contains("\"soon\" is not like 30d or 36h");
        assertThat(vendor.call(
                                "export",
                                "--out",
                                folder.resolve("no/such.lockstep").toString())
                        .err())
                .contains("is the medium inserted?");
        assertThat(vendor.call("export", "--out", folder.toString()).err()).contains("is a folder; name a file in it");
        assertThat(vendor.call("export", "--out", out, "--since", out).err()).contains("There is no file ");
        assertThat(vendor.run("export", folder.toString(), "--out", out).err()).contains("is not a published folder");
    }

    @Test
    void aDamagedFolderIsNotExported() throws Exception {
        Path payload;
        try (var files = Files.walk(vendor.repository.resolve("targets/sha256"))) {
            payload = files.filter(
                            file -> Files.isRegularFile(file) && file.toFile().length() == 12)
                    .findFirst()
                    .orElseThrow();
        }
        payload.toFile().setWritable(true);
        Files.writeString(payload, "Server 1.0.0");
        assertThat(vendor.call("export", "--out", out).err()).contains("LS-PAYLOAD-ALTERED");
        assertThat(Path.of(out)).doesNotExist();
        assertThat(Path.of(out + ".part")).doesNotExist();
    }

    private Path status() throws IOException {
        Path sites = folder.resolve("site");
        SiteRepository site = SiteRepository.open(sites, Clock.systemUTC())
                .orElseGet(() -> SiteRepository.create(sites, Clock.systemUTC()));
        Path file = folder.resolve("status.json");
        Files.write(
                file,
                site.signed(new SiteStatus(
                        site.fingerprint(),
                        Instant.parse("2026-11-22T10:00:00Z"),
                        Optional.of(SiteStatus.Vendor.of(vendor.client())),
                        Optional.of(Version.parse("1.0.0")),
                        new TreeMap<>(Map.of(
                                "releases/1.0.0.json",
                                vendor.client().target("releases/1.0.0.json").orElseThrow())),
                        List.of(new SiteStatus.Computer(
                                "cash\tdesk",
                                "linux-x64",
                                new TreeMap<>(Map.of("server", Version.parse("1.0.0"))),
                                new TreeMap<>(),
                                Optional.empty(),
                                Optional.of("LS-SOURCE-REFUSED"))),
                        Optional.of(AuditHead.EMPTY))));
        return file;
    }

    @Test
    @DisplayName("LS-160 The vendor reads the status that a site signed, and is told when nobody proved whose it is")
    void statusFiles() throws Exception {
        String file = status().toString();
        String root = folder.resolve("site/metadata/site/1.root.json").toString();

        assertThat(vendor.run("read-status", file).out())
                .contains("Assigned release: 1.0.0")
                .contains("cash desk  linux-x64  server 1.0.0")
                .contains("LS-SOURCE-REFUSED")
                .contains("NOT VERIFIED");
        Vendor.Result verified = vendor.run("read-status", file, "--site-root", root);
        assertThat(verified.out()).contains("Verified: signed by the site of ").doesNotContain("NOT VERIFIED");
        assertThat(vendor.run("read-status", file, "--json")
                        .json()
                        .at("/verified")
                        .asBoolean())
                .isFalse();
        String own = vendor.repository.resolve("metadata/vendor/1.root.json").toString();
        Vendor.Result foreign = vendor.run("read-status", file, "--site-root", own);
        assertThat(foreign.status()).isEqualTo(1);
        assertThat(foreign.err()).contains("[STATUS-FOREIGN]");
        Files.writeString(Path.of(file), Files.readString(Path.of(file)).replace("LS-SOURCE-REFUSED", "LS-INTERNAL"));
        assertThat(vendor.run("read-status", file).err())
                .contains("it was altered")
                .contains("[STATUS-UNREADABLE]");
    }

    @Test
    void aDifferenceLeavesOutWhatTheSiteHasAndAnOlderFolderIsNotExported() throws Exception {
        String since = status().toString();
        release("1.1.0");
        JsonNode difference = export("--since", since);
        assertThat(difference.at("/kind").asText()).isEqualTo("difference");
        assertThat(difference.at("/releases")).extracting(JsonNode::asText).containsExactly("1.1.0");
        assertThat(vendor.run("verify", out).out())
                .contains("A difference: the site ")
                .contains("must still hold what it held at 2026-11-22T10:00:00Z");

        Vendor older = new Vendor(folder.resolve("older"));
        Files.createDirectories(older.folder);
        older.succeed("init-repository", "--no-passphrase");
        assertThat(older.call("export", "--out", out, "--since", since).err()).contains("[STATUS-FOREIGN]");
    }
}
