package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The data folders of a server and a client as the version before left them, and what the two sent each other: this version goes on
 * with them. {@code version-before/README.md} says how they were made.
 */
class VersionBeforeIT {
    private static final String PLACE = "version-before";

    /** The forms of the files that both or one of them have; FormatsIT has an example of every form. */
    private static final Map<String, String> FORMS = forms();

    /** What the other tests of this class read. */
    private static final List<String> OTHERS = List.of(
            "node-id*",
            "audit/*",
            "guard/*.sha256",
            "journal/history.json",
            "trust/vendor/**",
            "trust/site/*.json",
            "trust/site/roots/*",
            "trust/member/key.pem",
            "site/keys/*",
            "site/tls/*",
            "site/metadata/**",
            "site/targets/**",
            "store/**",
            "distribution/metadata/**",
            "distribution/targets/**",
            "distribution/upstream",
            "components/**");

    @TempDir
    private Path folder;

    private Path server;
    private Path client;

    private static Map<String, String> forms() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("journal/installed.json", "client.internal.journal.InstalledRelease$Installed");
        forms.put("journal/last-check.json", "client.internal.agent.LastCheck$Seen");
        forms.put("source-seen.json", "client.internal.agent.SourceRecord$Stored");
        forms.put("etc-seen.json", "client.internal.audit.EtcWatch$Stored");
        forms.put("trust/reached.json", "client.internal.journal.ReachedVersions$Stored");
        forms.put("trust/member/servers.json", "core.membership.KnownServers$Stored");
        forms.put("trust/member/reports.json", "core.membership.ReportNumbers$Kept");
        forms.put("trust/site/clock", "core.site.SiteClock$Reading");
        forms.put("distribution/complete.json", "distribution.internal.folder.IndexFile$Stored");
        forms.put("site/groups.json", "fleet.internal.site.Groups$Stored");
        forms.put("site/admissions/computers/*.json", "core.node.Admissions$Applicant");
        forms.put("site/admissions/tokens/*.json", "fleet.internal.admission.JoinSecret");
        forms.put("fleet/computers/*.json", "fleet.internal.computers.RosterFolder$Stored");
        return forms;
    }

    @BeforeEach
    void what_they_left() throws Exception {
        server = copy("server");
        client = copy("client");
    }

    private Path copy(String node) throws Exception {
        Path from = recorded(node);
        Path to = folder.resolve(node);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Path copy = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(copy);
                } else {
                    Files.copy(file, copy, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        return to;
    }

    private static Path recorded(String name) throws Exception {
        return Path.of(VersionBeforeIT.class.getResource(PLACE + "/" + name).toURI());
    }

    /** The forms of a file without its {@code .copy}. */
    private static Optional<String> form(String name) {
        return FORMS.entrySet().stream()
                .filter(form -> matches(form.getKey(), name) || matches(form.getKey() + ".copy", name))
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static boolean matches(String pattern, String name) {
        return FileSystems.getDefault().getPathMatcher("glob:" + pattern).matches(Path.of(name));
    }

    private static List<Path> files(Path node) throws IOException {
        try (Stream<Path> files = Files.walk(node)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static String name(Path node, Path file) {
        return node.relativize(file).toString().replace('\\', '/');
    }

    @Test
    @DisplayName("LS-176: Every file of the version before is known, and read by a test of this class")
    void everyFileIsKnown() throws Exception {
        for (Path node : List.of(server, client)) {
            Path home = folder.resolve("home-of-" + node.getFileName());
            Files.createDirectories(home.resolve("data"));
            Files.createSymbolicLink(home.resolve("data/lockstep"), node);
            assertThat(DiskTable.unknown(home)).isEmpty();
            assertThat(files(node).stream()
                            .map(file -> name(node, file))
                            .filter(name -> form(name).isEmpty())
                            .filter(name -> OTHERS.stream().noneMatch(other -> matches(other, name))))
                    .isEmpty();
        }
        assertThat(FORMS.keySet())
                .allSatisfy(pattern -> assertThat(Stream.of(server, client)
                                .flatMap(node -> {
                                    try {
                                        return files(node).stream().map(file -> name(node, file));
                                    } catch (IOException e) {
                                        throw new AssertionError(e);
                                    }
                                })
                                .filter(name -> matches(pattern, name)))
                        .as("recorded: %s", pattern)
                        .isNotEmpty());
    }

    @Test
    @DisplayName(
            "Each state file of the version before is read as it was meant, and written in a way that it reads again")
    void stateFiles() throws Exception {
        for (Path node : List.of(server, client)) {
            for (Path file : files(node)) {
                Optional<String> form = form(name(node, file));
                if (form.isPresent()) {
                    assertReadAndWritten(file, form.get());
                }
            }
            for (String line : Files.readAllLines(node.resolve("journal/history.json"))) {
                Path one = Files.writeString(folder.resolve("line"), line);
                assertReadAndWritten(one, "client.internal.journal.History$Line");
            }
        }
    }

    private static void assertReadAndWritten(Path file, String form) throws Exception {
        Class<?> type = new Form(form, FormShape.parse(List.of())).type();
        byte[] before = Files.readAllBytes(file);
        Object read = StateFile.of(file, type, 1 << 20).read().orElseThrow();
        assertThat(file.resolveSibling(file.getFileName() + ".damaged")).doesNotExist();
        JsonNode written = StrictJson.parse(StateJson.write(read));
        JsonNode expected = StrictJson.parse(before);
        if (written.has("format") && !expected.has("format")) {
            ((ObjectNode) expected).put("format", 1);
        }
        assertThat(written).as(file.toString()).isEqualTo(expected);
    }

    @Test
    @DisplayName("A client goes on with the site and the vendor that it trusted, and with what is assigned to it")
    void whatTheClientTrusts() throws Exception {
        String id = Files.readString(client.resolve("node-id")).strip();
        InstantSource clock = InstantSource.fixed(recordedAt());
        FolderTransport siteFiles = new FolderTransport(server.resolve("site"));
        SiteMetadata site = new SiteTrust(client.resolve("trust/site"), Optional::empty, clock)
                .trusted(() -> siteFiles)
                .orElseThrow();
        assertThat(site.assignmentFor(id).orElseThrow().release().orElseThrow().version())
                .isEqualTo(Version.parse("1.1.0"));

        VendorMetadata vendor = vendor(client, clock);
        assertThat(vendor.releases())
                .extracting(offered -> offered.version().toString())
                .contains("1.0.0", "1.1.0");
        assertThat(vendor.release(Version.parse("1.1.0")).components()).hasSize(1);
        assertThat(vendor.withdrawals().entries()).hasSize(1);
        assertThat(PemFile.read(client.resolve("trust/member/key.pem"))).isPresent();
    }

    private VendorMetadata vendor(Path node, InstantSource clock) {
        FolderTransport nothing = new FolderTransport(folder);
        return new VendorTrust(
                        node.resolve("trust/vendor"),
                        Optional::empty,
                        new FileContentStore(node.resolve("store")),
                        clock)
                .trusted(() -> nothing)
                .orElseThrow();
    }

    /** A minute after the client checked last. */
    private Instant recordedAt() throws IOException {
        JsonNode check = StrictJson.parse(Files.readAllBytes(client.resolve("journal/last-check.json")));
        return Instant.parse(check.get("success").textValue()).plusSeconds(60);
    }

    @Test
    @DisplayName("A server goes on with its site: the keys open, what they signed holds, and they sign again")
    void whatTheServerSigns() throws Exception {
        Clock clock = Clock.fixed(recordedAt(), ZoneOffset.UTC);
        SiteRepository site = SiteRepository.open(server.resolve("site"), clock).orElseThrow();
        assertThat(site.published().assignments()).isNotEmpty();
        long before = site.published().versions().get("timestamp");
        site.renew();
        assertThat(site.published().versions().get("timestamp")).isGreaterThan(before);
        FolderTransport renewed = new FolderTransport(server.resolve("site"));
        assertThat(new SiteTrust(client.resolve("trust/site"), Optional::empty, clock).trusted(() -> renewed))
                .isPresent();
        SiteAuthority authority = new SiteAuthority(
                PemFile.read(server.resolve("site/tls/authority.pem")).orElseThrow());
        assertThat(PemFile.read(server.resolve("site/tls/server.pem"))
                        .orElseThrow()
                        .authority())
                .isEqualTo(authority.certificate());
        assertThat(vendor(server, clock).releases()).hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    @DisplayName("The audit log of the version before verifies, and goes on")
    void auditLogs() throws Exception {
        for (Path node : List.of(server, client)) {
            Path audit = node.resolve("audit");
            AuditVerification.Report before = AuditVerification.verify(audit, Optional.empty());
            assertThat(before.findings()).isEmpty();
            assertThat(before.entries()).isGreaterThan(3);
            String id = Files.readString(node.resolve("node-id")).strip();
            assertThat(AuditVerification.node(audit)).contains(id);
            AuditLog log = new AuditLog(audit, InstantSource.fixed(recordedAt()), id);
            log.append("user admin", AuditEvent.of("update", "release", "switched"));
            AuditVerification.Report after = AuditVerification.verify(audit, Optional.of(before.head()));
            assertThat(after.findings()).isEmpty();
            assertThat(after.entries()).isEqualTo(before.entries() + 1);
        }
        assertThat(new GuardList(server.resolve("guard/components.sha256")).read())
                .isNotNull();
    }

    static List<RecordedMessages.Message> messages() {
        return RecordedMessages.all();
    }

    @ParameterizedTest
    @MethodSource("messages")
    @DisplayName(
            "A message of the version before is understood; ours has all of its members, and it passes over the rest")
    void messagesAreUnderstood(RecordedMessages.Message message) throws Exception {
        byte[] before = Files.readAllBytes(recorded("messages").resolve(message.file()));
        assertThat(message.reader().read(before)).isEqualTo(message.value());
        byte[] now = message.writer().write();
        assertThat(message.reader().read(now)).isEqualTo(message.value());
        if (message.file().endsWith(".json")) {
            assertHasAllOf(StrictJson.parse(now), StrictJson.parse(before), message.file());
            ObjectNode later = (ObjectNode) StrictJson.parse(before);
            later.putObject("later").put("more", 1);
            assertThat(message.reader().read(later.toString().getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(message.value());
        } else {
            assertThat(now).isEqualTo(before);
        }
    }

    /** An object may have more members than it had; everything else stays what it was. */
    private static void assertHasAllOf(JsonNode now, JsonNode before, String path) {
        if (!before.isObject()) {
            assertThat(now).as(path).isEqualTo(before);
            return;
        }
        before.properties().forEach(member -> {
            assertThat(now.has(member.getKey()))
                    .as("%s has %s", path, member.getKey())
                    .isTrue();
            assertHasAllOf(now.get(member.getKey()), member.getValue(), path + "." + member.getKey());
        });
    }

    @Test
    @DisplayName(
            "LS-174: Reports that computers of the version before signed are theirs, also when a relay passes them on")
    void signedReports() throws Exception {
        byte[] before = Files.readAllBytes(recorded("messages").resolve("report.json"));
        List<String> keys = Files.readAllLines(recorded("messages").resolve("report.keys"));
        ReportMessage read = ReportMessage.read(before);
        List<Statement> statements = read.statements().toList();
        assertThat(statements)
                .extracting(Statement::report)
                .containsExactly(RecordedMessages.report("node-1"), RecordedMessages.report("node-2"));
        assertThat(statements)
                .extracting(statement -> statement.speaker().map(Fingerprint::hex))
                .containsExactly(Optional.of(keys.get(0)), Optional.of(keys.get(1)));
        assertThat(StrictJson.parse(read.write())).isEqualTo(StrictJson.parse(before));
    }

    @Test
    @DisplayName(
            "The status file that a server of the version before signed is its site's, and says which computers there are")
    void statusFiles() throws Exception {
        StatusFile file =
                StatusFile.read(Files.readAllBytes(recorded("messages").resolve("status.json")));
        assertThat(file.isOf(Files.readAllBytes(server.resolve("site/metadata/site/1.root.json"))))
                .isTrue();
        assertThat(file.status().assigned()).contains(Version.parse("1.1.0"));
        assertThat(file.status().computers())
                .extracting(SiteStatus.Computer::name)
                .contains("client");
    }

    @Test
    void assignmentsAreWrittenAsBefore() throws Exception {
        int number = 0;
        for (byte[] now : RecordedMessages.assignments()) {
            number++;
            String file = "assignment-" + number + ".json";
            assertHasAllOf(
                    StrictJson.parse(now),
                    StrictJson.parse(Files.readAllBytes(recorded("messages").resolve(file))),
                    file);
        }
    }
}
