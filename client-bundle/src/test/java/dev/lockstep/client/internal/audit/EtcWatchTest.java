package dev.lockstep.client.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName(
        "LS-173 What is changed in etc, by whatever way, stands in the audit log with who did it, and no secret does")
class EtcWatchTest {
    private static final String ME = "user anna";

    @TempDir
    Path folder;

    private final List<String> log = new ArrayList<>();
    private final Audit audit = new Audit() {
        @Override
        public void record(AuditEvent event) {
            record(ME, event);
        }

        @Override
        public void record(String who, AuditEvent event) {
            log.add(String.join(
                    " | ", who, event.subject(), event.from() + " -> " + event.to(), event.result(), event.source()));
        }
    };
    private Path etc;

    @BeforeEach
    void unpack() throws IOException {
        etc = Files.createDirectories(folder.resolve("etc"));
        write("users.properties", "anna = {CRYPT}AB{CRYPT},admin,ssh\n");
        write("dev.lockstep.node.cfg", "channel = stable\nname =\n");
        write("dev.lockstep.rights.cfg", "approve = admin\n");
        write("dev.lockstep.secrets.properties", "vendor.proxy =\njoin.token =\n");
        write("ldap.jaas", "ldap { connection.password=\"reader-pw\"; };\n");
        write("vendor-root.json", "{}");
        Path node = Files.createDirectories(folder.resolve("node/etc")).getParent();
        Files.createDirectories(node.resolve("launch"));
        Files.writeString(node.resolve("launch/etc.system"), "# of the release\nconfig.properties\n");
        Files.writeString(node.resolve("etc/dev.lockstep.fleet.cfg"), "mixed.limit = 600\n");
    }

    private EtcWatch start() throws IOException {
        return new EtcWatch(etc, folder.resolve("node"), folder.resolve("data"), audit);
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(etc.resolve(file), text);
    }

    @Test
    void anEditorsChangesAreBySomebodyUnknown() throws IOException {
        EtcWatch watch = start();
        assertThat(log).isEmpty();

        write("dev.lockstep.rights.cfg", "# more\napprove = admin, manager\nview =\n");
        write("dev.lockstep.node.cfg", "channel = testing\n");
        write("users.properties", "anna = {CRYPT}AB{CRYPT},ssh\neve = eves-password,admin\n");
        write("vendor-root.json", "{ }");
        write("lockstep.vmoptions", "-javaagent:x.jar\n");
        watch.look();

        assertThat(log)
                .containsExactlyInAnyOrder(
                        "somebody unknown | etc/dev.lockstep.rights.cfg approve | admin -> admin, manager | changed | ",
                        "somebody unknown | etc/dev.lockstep.rights.cfg view |  ->  | added | ",
                        "somebody unknown | channel | stable -> testing | changed | ",
                        "somebody unknown | name |  ->  | removed | ",
                        "somebody unknown | etc/users.properties anna | admin,ssh -> ssh | changed | ",
                        "somebody unknown | etc/users.properties eve |  -> admin | added | ",
                        "somebody unknown | etc/vendor-root.json |  ->  | changed | ",
                        "somebody unknown | etc/lockstep.vmoptions |  ->  | added | ");
        log.clear();
        watch.look();
        assertThat(log).isEmpty();
    }

    @Test
    void whatComesBetweenTheBeginningAndTheEndOfAPersonsWorkIsThatPersons() throws IOException {
        EtcWatch watch = start();
        write("dev.lockstep.rights.cfg", "approve = eve\n");

        watch.begin();
        write("users.properties", "anna = {CRYPT}AB{CRYPT},admin,ssh\nbob = x,viewer\n");
        watch.end();

        assertThat(log)
                .containsExactly(
                        "somebody unknown | etc/dev.lockstep.rights.cfg approve | admin -> eve | changed | ",
                        "user anna | etc/users.properties bob |  -> viewer | added | ");
    }

    @Test
    void whoRecordsByItselfIsNotRecordedTwice() throws IOException {
        EtcWatch watch = start();
        watch.begin();
        write("dev.lockstep.node.cfg", "channel = testing\nname =\n");
        watch.end(false);
        watch.look();
        assertThat(log).isEmpty();
    }

    @Test
    void aChangeWhileTheNodeDoesNotRunIsFoundAtItsNextStart() throws IOException {
        start();
        write("users.properties", "anna = {CRYPT}AB{CRYPT},admin,ssh\neve = pw,admin\n");
        Files.delete(etc.resolve("ldap.jaas"));
        // The launcher has put the release's own file in place, and made one that was missing.
        write("config.properties", "karaf.framework = felix\n");
        write("dev.lockstep.fleet.cfg", "mixed.limit = 600\n");

        start();

        assertThat(log)
                .containsExactlyInAnyOrder(
                        "somebody unknown | etc/users.properties eve |  -> admin | added | while the node did not run",
                        "somebody unknown | etc/ldap.jaas |  ->  | removed | while the node did not run");
        log.clear();
        start();
        assertThat(log).isEmpty();
    }

    @Test
    void aPersonsChangeByWayOfConfigAdminIsRecordedOnce() throws IOException {
        EtcWatch watch = start();
        watch.changed("dev.lockstep.rights", Map.of("approve", "admin"), Map.of("approve", "manager"));
        write("dev.lockstep.rights.cfg", "approve = manager\n");
        watch.look();
        assertThat(log)
                .containsExactly(
                        "user anna | etc/dev.lockstep.rights.cfg approve | admin -> manager | changed | Config Admin");
    }

    @Test
    void noSecretIsInTheLogNorInWhatIsKept() throws IOException {
        EtcWatch watch = start();
        List<String> secrets =
                List.of("S3CRET-1", "S3CRET-2", "S3CRET-3", "S3CRET-4", "S3CRET-5", "S3CRET-6", "S3CRET-7");
        write("dev.lockstep.secrets.properties", "vendor.proxy = http://u:S3CRET-1@p:1\njoin.token = S3CRET-2\n");
        write("dev.lockstep.http.cfg", "keystore.password = S3CRET-3\n");
        write("ldap.jaas", "ldap { connection.password=\"S3CRET-4\"; };\n");
        write("users.properties", "anna = S3CRET-5,admin,ssh\n");
        write("org.ops4j.pax.url.mvn.cfg", "repositories = https://u:S3CRET-6@host/x\n");
        write("dev.acme.cfg", "db.passwd = S3CRET-7\n");
        watch.look();

        String all = log + Files.readString(folder.resolve("data/etc-seen.json"));
        assertThat(secrets).noneMatch(all::contains);
        assertThat(log)
                .contains(
                        "somebody unknown | etc/dev.lockstep.secrets.properties join.token |  -> *** | changed | ",
                        "somebody unknown | etc/dev.lockstep.http.cfg keystore.password |  -> *** | added | ",
                        "somebody unknown | etc/ldap.jaas |  ->  | changed | ",
                        "somebody unknown | etc/users.properties anna | admin,ssh -> admin,ssh | changed | ",
                        "somebody unknown | etc/org.ops4j.pax.url.mvn.cfg repositories |  -> https://...@host/x | added | ");
        log.clear();

        // Another secret is a change; the same one is none, also when Karaf has digested it.
        write("dev.lockstep.secrets.properties", "vendor.proxy = http://u:S3CRET-9@p:1\njoin.token = S3CRET-2\n");
        write("users.properties", "anna = {CRYPT}" + sha512("S3CRET-5") + "{CRYPT},admin,ssh\n");
        watch.look();
        assertThat(log)
                .containsExactly(
                        "somebody unknown | etc/dev.lockstep.secrets.properties vendor.proxy | *** -> *** | changed | ");
    }

    @Test
    void whatIsKeptMayBeDamaged() throws IOException {
        start();
        write("dev.lockstep.rights.cfg", "approve = eve\n");
        Files.writeString(folder.resolve("data/etc-seen.json"), "\0\0\0");
        Files.writeString(folder.resolve("data/etc-seen.json.copy"), "");
        EtcWatch watch = start();
        assertThat(log).singleElement().asString().contains("somebody unknown | etc |", "is damaged");
        write("dev.lockstep.rights.cfg", "approve = bob\n");
        watch.look();
        assertThat(log).hasSize(2);
    }

    private static String sha512(String text) {
        try {
            return java.util.HexFormat.of()
                    .withUpperCase()
                    .formatHex(java.security.MessageDigest.getInstance("SHA-512")
                            .digest(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }
}
