package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.fleet.internal.administration.SiteAdministration;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.RosterFolder;
import dev.lockstep.fleet.internal.site.SealedArchive;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that is reinstalled, with its backup and without. */
class SiteBackupTest {
    private static final Optional<Version> ONE = Optional.of(Version.parse("1.0.0"));
    private static final int HEADING_LENGTH = "Lockstep site backup 1\n".length();
    private static final char[] PASSPHRASE = "correct horse".toCharArray();

    @TempDir
    private Path folder;

    private Roster roster;
    private Server server;
    private Path backup;

    @BeforeEach
    void aServer() throws Exception {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofHours(1),
                event -> {},
                Reports.speakers(folder));
        backup = folder.resolve("usb/site.backup");
        Files.createDirectories(backup.getParent());
        server = new Server("server");
        server.fleet.assignRelease(ONE);
        server.fleet.assignModules(List.of(new AssignedModule("tariffs", Version.parse("1.0.0"))));
    }

    @AfterEach
    void close() {
        roster.close();
    }

    @Test
    @DisplayName(
            "LS-124 LS-128 LS-117 A reinstalled server is the same site after its backup was restored, and computers follow")
    void aRestoredServerIsFollowed() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);
        for (int i = 0; i < 5; i++) {
            server.fleet.assignRelease(Optional.of(Version.parse("1." + i + ".0")));
        }
        SiteMetadata before = client().refresh(server.transport());

        Server reinstalled = new Server("reinstalled");
        List<Sentence> done = reinstalled.administration.restore(backup, PASSPHRASE);

        assertThat(done)
                .extracting(Sentence::toString)
                .containsExactly(
                        "This server is the site " + before.site()
                                + " again; its computers follow with nothing done on them",
                        "If a module was approved after this backup was made, approve one again: computers that saw it"
                                + " wait for that",
                        "The settings of etc/dev.lockstep.node.cfg are those of the backup",
                        "The module list is that of the backup");
        assertThat(reinstalled.fleet.current().modulesKnown()).isTrue();
        assertThat(reinstalled.fleet.current().modules()).hasSize(1);
        assertThat(reinstalled.lists).containsExactly("[the list of server]");
        SiteMetadata after = client().refresh(reinstalled.transport());
        assertThat(after.site()).isEqualTo(before.site());
        assertThat(after.assignmentFor("x")
                        .orElseThrow()
                        .release()
                        .orElseThrow()
                        .version())
                .isEqualTo(ONE.get());
        assertThat(reinstalled.home.resolve("etc/dev.lockstep.node.cfg")).hasContent("name = server");
    }

    @Test
    @DisplayName("LS-128 An old backup over a server that has gone on is signed above both")
    void anOldBackupOverANewerState() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);
        server.fleet.assignRelease(Optional.of(Version.parse("2.0.0")));
        server.administration.restore(backup, PASSPHRASE);
        SiteMetadata once = client().refresh(server.transport());
        server.administration.restore(backup, PASSPHRASE);

        SiteMetadata twice = client().refresh(server.transport());

        assertThat(twice.versions().get("timestamp"))
                .isGreaterThan(once.versions().get("timestamp"));
        assertThat(server.fleet.current().release()).isEqualTo(ONE);
    }

    @Test
    @DisplayName("LS-128 Without a backup a reinstalled server is another site, which computers refuse")
    void withoutABackup() {
        client().refresh(server.transport());
        Server reinstalled = new Server("reinstalled");
        reinstalled.fleet.assignRelease(ONE);

        assertThatThrownBy(() -> client().refresh(reinstalled.transport()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.SITE_CHANGED));
    }

    @Test
    @DisplayName("LS-067 LS-124 A module that came from a file comes back with the backup, bytes and approval")
    void modulesFromFilesComeBack() throws Exception {
        server.submitted = List.of(new SubmittedModule(server.module("charts"), true));
        server.administration.appointApprover("anna", PASSPHRASE, RootKey.onServer());
        server.administration.approve(server.module("charts"), PASSPHRASE);
        server.administration.backUp(backup, PASSPHRASE);

        Server reinstalled = new Server("reinstalled");
        reinstalled.administration.restore(backup, PASSPHRASE);

        assertThat(reinstalled.lists).containsExactly("submit the bytes of charts", "[the list of server]");
        assertThat(client().refresh(reinstalled.transport()).approved())
                .singleElement()
                .satisfies(target -> assertThat(target.path()).isEqualTo("modules/charts/1.0.0.json"));
        assertThat(reinstalled.administration.status().approver()).isTrue();
    }

    @Test
    @DisplayName(
            "LS-124 The settings of modules come back with the backup, readable for their owner alone; no other file of etc does")
    void settingsOfModulesComeBack() throws Exception {
        Path etc = server.home.resolve("etc");
        for (String name : List.of("reports.cfg", "meter.reader-hall.cfg", "meter.reader~yard.config")) {
            Files.writeString(etc.resolve(name), "password = S3CRET in " + name);
        }
        List<String> others = List.of(
                "org.apache.karaf.features.cfg",
                "jmx.acl.cfg",
                "org.ops4j.pax.logging.cfg",
                "keystore",
                "notes.txt",
                "a b.cfg");
        for (String name : others) {
            Files.writeString(etc.resolve(name), "of the old server");
        }
        Files.createDirectory(etc.resolve("folder.cfg"));
        server.administration.backUp(backup, PASSPHRASE);
        assertThat(new String(Files.readAllBytes(backup), java.nio.charset.StandardCharsets.ISO_8859_1))
                .doesNotContain("S3CRET", "reports.cfg");

        Server reinstalled = new Server("reinstalled");
        List<Sentence> done = reinstalled.administration.restore(backup, PASSPHRASE);

        Path restored = reinstalled.home.resolve("etc");
        for (String name : List.of("reports.cfg", "meter.reader-hall.cfg", "meter.reader~yard.config")) {
            assertThat(restored.resolve(name)).hasContent("password = S3CRET in " + name);
            assertThat(Files.getPosixFilePermissions(restored.resolve(name))).hasSize(2);
            assertThat(done.toString()).contains(name);
        }
        assertThat(done.toString()).doesNotContain("S3CRET");
        for (String name : others) {
            assertThat(restored.resolve(name)).doesNotExist();
        }
        assertThat(reinstalled.administration.restore(backup, PASSPHRASE).toString())
                .as("what is the same already is not restored")
                .doesNotContain(".cfg");
    }

    @Test
    void aBackupIsNothingWithoutItsPassphraseAndNothingWhenItWasAltered() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);
        Server reinstalled = new Server("reinstalled");

        assertUnusable(reinstalled, "wrong horse".toCharArray(), "the passphrase is wrong, or the file was altered");
        byte[] bytes = Files.readAllBytes(backup);
        bytes[bytes.length / 2] ^= 1;
        Files.write(backup, bytes);
        assertUnusable(reinstalled, PASSPHRASE, "the passphrase is wrong, or the file was altered");
        bytes[HEADING_LENGTH] = 127;
        Files.write(backup, bytes);
        assertUnusable(reinstalled, PASSPHRASE, "it says that its key takes 2130707432 iterations");
        Files.writeString(
                backup, "something else that is long enough to be a backup, but is none at all, not even nearly");
        assertUnusable(reinstalled, PASSPHRASE, "it is none");
        Files.delete(backup);
        assertUnusable(reinstalled, PASSPHRASE, "there is no such file");
        assertThat(reinstalled.fleet.hasAssignment()).isFalse();
        assertThat(reinstalled.data.resolve("site")).doesNotExist();
    }

    private void assertUnusable(Server on, char[] passphrase, String reason) {
        assertThatThrownBy(() -> on.administration.restore(backup, passphrase))
                .hasMessage("The file " + backup + " cannot be used as a backup of a site: " + reason
                        + ". Nothing was changed.");
    }

    @Test
    void nothingThatABackupHoldsIsReadableInIt() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);

        assertThat(new String(Files.readAllBytes(backup), java.nio.charset.StandardCharsets.ISO_8859_1))
                .startsWith("Lockstep site backup 1\n")
                .doesNotContain("PRIVATE KEY", "root.json");
        assertThat(Files.getPosixFilePermissions(backup)).hasSize(2);
        assertThatThrownBy(() -> server.administration.backUp(backup, "short".toCharArray()))
                .hasMessageContaining("a passphrase has at least 8 characters");
    }

    @Test
    void aBackupOverwritesNothingAndMakesNoFolder() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);
        byte[] first = Files.readAllBytes(backup);

        assertThatThrownBy(() -> server.administration.backUp(backup, PASSPHRASE))
                .hasMessageContaining("is there already and is not overwritten");
        assertThat(Files.readAllBytes(backup)).isEqualTo(first);
        Path mistyped = backup.resolveSibling("medai").resolve("backup");
        assertThatThrownBy(() -> server.administration.backUp(mistyped, PASSPHRASE))
                .hasMessageContaining("there is no such folder");
        assertThat(mistyped.getParent()).doesNotExist();
    }

    @Test
    void aPowerCutBeforeTheLastStepOfARestorationIsMendedAtTheNextStart() throws Exception {
        server.administration.backUp(backup, PASSPHRASE);
        Server reinstalled = new Server("reinstalled");
        reinstalled.administration.restore(backup, PASSPHRASE);
        Files.move(reinstalled.data.resolve("site"), reinstalled.data.resolve("site.restored"));
        Files.createFile(reinstalled.data.resolve("site.restored/complete"));

        Server started = new Server("reinstalled");

        assertThat(started.fleet.current().modules()).hasSize(1);
        assertThat(started.data.resolve("site.restored")).doesNotExist();
    }

    @Test
    void aRelayHasNoSiteToAdminister() {
        server.kind = NodeSettings.SourceKind.COMPUTER;

        assertThatThrownBy(() -> server.administration.status())
                .hasMessageContaining("belongs to the site there. Do this at the main server.");
        assertThatThrownBy(() -> server.administration.restore(backup, PASSPHRASE))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    @DisplayName("LS-161 The root key goes into an encrypted file and is not on the server any more")
    void theRootKeyIsTakenAway() {
        assertThat(server.administration.status().rootKeyHere()).isTrue();

        server.administration.exportRootKey(folder.resolve("usb/root.pem"), PASSPHRASE);

        assertThat(server.administration.status().rootKeyHere()).isFalse();
        assertThat(folder.resolve("usb/root.pem")).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY");
        assertThat(server.fleet
                        .assignRelease(Optional.of(Version.parse("3.0.0")))
                        .release())
                .as("it signs every day all the same")
                .contains(Version.parse("3.0.0"));
    }

    @Test
    @DisplayName(
            "LS-140 What is done with the keys and backups of a site stands in the audit log, and no passphrase does")
    void whatIsDoneWithKeysIsWrittenDown() throws IOException {
        SiteAdministration site = server.administration;
        ModuleRelease module = server.module("charts");
        site.appointApprover("anna", PASSPHRASE, RootKey.onServer());
        assertThatThrownBy(() -> site.approve(module, "wrong horse".toCharArray()))
                .isInstanceOf(ProblemException.class);
        site.approve(module, PASSPHRASE);
        Rollback back = new Rollback.OfModule("charts", Version.parse("0.9.0"), module.version());
        Instant until = site.approve(back, new Audience.Everybody(), PASSPHRASE).until();
        site.renewRoot(RootKey.onServer(), true, Optional.empty());
        site.backUp(backup, PASSPHRASE);
        site.exportRootKey(folder.resolve("usb/root.pem"), PASSPHRASE);
        site.restore(backup, PASSPHRASE);

        String fingerprint = site.status().fingerprint().orElseThrow().digest().hex();
        assertThat(server.audited)
                .containsExactly(
                        AuditEvent.of("appoint approver", "anna", "appointed"),
                        AuditEvent.of("approve module", "charts", "approved")
                                .change("", "1.0.0")
                                .origin(module.bundles().get(0).blob().digest().hex(), "a file of this computer"),
                        AuditEvent.of("approve rollback", "everybody", "approved until " + until)
                                .change("", "module charts 0.9.0"),
                        AuditEvent.of("renew site", "site " + fingerprint, "renewed with other online keys"),
                        AuditEvent.of("back up", "site " + fingerprint, "written")
                                .change("", backup.toString()),
                        AuditEvent.of("export root key", "site " + fingerprint, "taken away from this computer")
                                .change("", folder.resolve("usb/root.pem").toString()),
                        AuditEvent.of("restore", "site", "restored")
                                .change("", fingerprint)
                                .origin("", backup.toString()));
        assertThat(server.audited.toString()).doesNotContain(new String(PASSPHRASE));
    }

    private SiteTrust client() {
        return new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC());
    }

    /** A server on disk, with the rest of its node as far as a backup sees it. */
    private final class Server {
        final Path home;
        final Path data;
        final FileContentStore store;
        final Fleet fleet;
        final SiteAdministration administration;
        final List<AuditEvent> audited = new ArrayList<>();
        final List<String> lists = new ArrayList<>();
        List<SubmittedModule> submitted = List.of();
        NodeSettings.SourceKind kind = NodeSettings.SourceKind.VENDOR;

        Server(String name) {
            home = folder.resolve(name);
            data = home.resolve("data");
            store = new FileContentStore(data.resolve("store"));
            try {
                Files.createDirectories(home.resolve("etc"));
                Files.writeString(home.resolve("etc/dev.lockstep.node.cfg"), "name = " + name);
                Files.writeString(home.resolve("etc/users.properties"), "admin = secret");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
            fleet = new Fleet(
                    data,
                    Clock.systemUTC(),
                    () -> kind == NodeSettings.SourceKind.COMPUTER,
                    Vouched::everything,
                    roster);
            administration = new SiteAdministration(fleet, settings(), store, audited::add, new SealedArchive(1000))
                    .with(modules(name));
        }

        FolderTransport transport() {
            return new FolderTransport(fleet.folder());
        }

        ModuleRelease module(String name) throws IOException {
            Blob bytes = store.add(("the bytes of " + name).getBytes(UTF_8));
            return new ModuleRelease(
                    name,
                    Version.parse("1.0.0"),
                    name,
                    "",
                    "",
                    List.of(),
                    VersionRange.parse("[1.0.0,2.0.0)"),
                    List.of(new ModuleRelease.Bundle(name, "1.0.0", bytes, 80, List.of(), List.of())));
        }

        private ExternalModules modules(String name) {
            return (ExternalModules) Proxy.newProxyInstance(
                    ExternalModules.class.getClassLoader(),
                    new Class<?>[] {ExternalModules.class},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "list" -> ("[the list of " + name + "]").getBytes(UTF_8);
                        case "submitted" -> submitted;
                        case "submit" -> {
                            lists.add("submit " + Files.readString((Path) arguments[0]));
                            yield new SubmittedModule(module("charts"), false);
                        }
                        case "restoreList" -> {
                            lists.add(new String((byte[]) arguments[0], UTF_8));
                            yield Optional.empty();
                        }
                        default -> throw new UnsupportedOperationException(method.toString());
                    });
        }

        private Settings settings() {
            return new Settings() {
                @Override
                public NodeSettings current() {
                    return NodeSettings.of(
                            Map.of("source", Setting.word(kind), "distribute", "true", "automatic", "false"));
                }

                @Override
                public NodeSettings change(UnaryOperator<NodeSettings> change) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public NodeIdentity identity() {
                    return new NodeIdentity("id", "server", Platform.ANY, home, data);
                }
            };
        }
    }
}
