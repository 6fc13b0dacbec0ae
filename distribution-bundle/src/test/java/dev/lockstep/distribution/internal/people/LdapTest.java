package dev.lockstep.distribution.internal.people;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.InMemoryDirectoryServer;
import com.unboundid.ldap.listener.InMemoryDirectoryServerConfig;
import com.unboundid.ldap.listener.InMemoryListenerConfig;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldif.LDIFException;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People of a directory sign in: Karaf's module for LDAP asks a real one over a socket, as the file of JAAS says. */
class LdapTest {
    private static final String READER = "cn=reader,dc=example";

    @TempDir
    private Path folder;

    private InMemoryDirectoryServer directory;
    private Path file;

    @BeforeEach
    void aDirectory() throws LDAPException, LDIFException, IOException {
        InMemoryDirectoryServerConfig config = new InMemoryDirectoryServerConfig("dc=example");
        config.setListenerConfigs(
                InMemoryListenerConfig.createLDAPConfig("ldap", InetAddress.getLoopbackAddress(), 0, null));
        config.addAdditionalBindCredentials(READER, "reading");
        config.setSchema(null);
        directory = new InMemoryDirectoryServer(config);
        directory.add("dn: dc=example", "objectClass: domain", "dc: example");
        directory.add("dn: ou=people,dc=example", "objectClass: organizationalUnit", "ou: people");
        directory.add("dn: ou=groups,dc=example", "objectClass: organizationalUnit", "ou: groups");
        person("alice", "alices password");
        person("bob", "bobs password");
        directory.add(
                "dn: cn=updaters,ou=groups,dc=example",
                "objectClass: groupOfNames",
                "cn: updaters",
                "member: uid=alice,ou=people,dc=example");
        directory.add(
                "dn: cn=watchers,ou=groups,dc=example",
                "objectClass: groupOfNames",
                "cn: watchers",
                "member: uid=alice,ou=people,dc=example",
                "member: uid=bob,ou=people,dc=example");
        directory.startListening();
        file = folder.resolve("ldap.jaas");
        Files.writeString(file, """
                ldap {
                  org.apache.karaf.jaas.modules.ldap.LDAPLoginModule required
                    initial.context.factory="com.sun.jndi.ldap.LdapCtxFactory"
                    connection.url="ldap://127.0.0.1:%d"
                    connection.username="%s"
                    connection.password="reading"
                    connection.protocol=""
                    authentication="simple"
                    user.base.dn="ou=people,dc=example"
                    user.filter="(uid=%%u)"
                    user.search.subtree="true"
                    role.base.dn="ou=groups,dc=example"
                    role.filter="(member=%%fqdn)"
                    role.name.attribute="cn"
                    role.search.subtree="true"
                    disableCache="true";
                };
                """.formatted(directory.getListenPort(), READER));
    }

    private void person(String name, String password) throws LDAPException, LDIFException {
        directory.add(
                "dn: uid=" + name + ",ou=people,dc=example",
                "objectClass: inetOrgPerson",
                "uid: " + name,
                "cn: " + name,
                "sn: " + name,
                "userPassword: " + password);
    }

    @AfterEach
    void close() {
        directory.shutDown(true);
    }

    @Test
    @DisplayName("LS-135 People of an LDAP directory sign in, and their groups give them the five rights")
    void groupsAreRoles() {
        Rights rights = new Rights(Map.of(
                Right.VIEW, Set.of("watchers"),
                Right.APPROVE, Set.of("approvers"),
                Right.INSTALL_UPDATES, Set.of("updaters"),
                Right.EDIT_MODULES, Set.of("editors"),
                Right.CHANGE_SETTINGS, Set.of("editors")));
        assertThat(roles("alice", "alices password")).hasValueSatisfying(roles -> {
            assertThat(roles).containsExactlyInAnyOrder("updaters", "watchers");
            assertThat(rights.of(roles)).containsExactlyInAnyOrder(Right.VIEW, Right.INSTALL_UPDATES);
        });
        assertThat(roles("bob", "bobs password"))
                .hasValueSatisfying(roles -> assertThat(rights.of(roles)).containsExactly(Right.VIEW));
    }

    @Test
    void nobodySignsInWithAnothersPasswordNorByAFilterInHisName() {
        assertThat(roles("alice", "bobs password")).isEmpty();
        assertThat(roles("nobody", "bobs password")).isEmpty();
        assertThat(roles("*", "alices password")).isEmpty();
        assertThat(roles("alice)(uid=*", "alices password")).isEmpty();
        assertThat(roles("al*", "alices password")).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-135: A directory that is down, hangs or refuses its reader is told of, and lets in the administrator of this computer alone")
    void aDirectoryThatCannotBeAsked() throws Exception {
        Realm here = (user, password) -> String.valueOf(password).equals("here")
                ? Optional.of(user.equals("root") ? Set.of("admin") : Set.of("viewer"))
                : Optional.empty();
        Realm realm = new DirectoryRealm(
                (user, password) -> roles(user, String.valueOf(password)),
                here,
                Set.of("admin"),
                Duration.ofSeconds(2));
        assertThat(realm.roles("alice", "alices password".toCharArray())).isPresent();
        assertThat(realm.roles("root", "here".toCharArray()))
                .as("while the directory answers")
                .isEmpty();

        String right = Files.readString(file);
        Files.writeString(file, right.replace("\"reading\"", "\"wrong\""));
        assertCannotBeAsked(realm);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Files.writeString(file, right.replace(":" + directory.getListenPort(), ":" + silent.getLocalPort()));
            assertCannotBeAsked(realm);
        }
        Files.writeString(file, right);
        directory.shutDown(true);
        assertCannotBeAsked(realm);
    }

    private static void assertCannotBeAsked(Realm realm) {
        assertThatThrownBy(() -> realm.roles("alice", "alices password".toCharArray()))
                .isInstanceOfSatisfying(ProblemException.class, e -> {
                    assertThat(e.problem().code()).isEqualTo(ProblemCode.DIRECTORY_UNAVAILABLE);
                    assertThat(e.getMessage()).doesNotContain("alices password");
                });
        assertThat(realm.roles("root", "here".toCharArray())).hasValue(Set.of("admin"));
        assertThatThrownBy(() -> realm.roles("guest", "here".toCharArray())).isInstanceOf(ProblemException.class);
        assertThatThrownBy(() -> realm.roles("root", "wrong".toCharArray())).isInstanceOf(ProblemException.class);
    }

    @Test
    void aFileThatIsNoneLetsNobodyIn() throws IOException {
        Files.writeString(file, "ldap { this is no file of JAAS");
        assertThat(roles("alice", "alices password")).isEmpty();
        Files.delete(file);
        assertThat(roles("alice", "alices password")).isEmpty();
    }

    private Optional<Set<String>> roles(String user, String password) {
        return new JaasRealm("ldap", Optional.of(file), ClassLoader::getSystemClassLoader)
                .roles(user, password.toCharArray());
    }
}
