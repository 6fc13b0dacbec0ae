package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryFlag;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("LS-172 What other users could read in a node's folders is closed at its start")
class OwnerOnlyTest {
    @TempDir
    Path folder;

    private final OwnerOnly owner = new OwnerOnly();

    @Test
    void everythingBelowAFolderIsTheOwnersOnly() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data/karaf/cache"));
        Path elsewhere = Files.writeString(folder.resolve("elsewhere"), "x");
        mode(elsewhere, "rw-r--r--");
        Path config = Files.writeString(data.resolve("a.config"), "join.token=S3CRET");
        Path script = Files.writeString(data.resolve("run"), "x");
        Path sealed = Files.writeString(data.resolve("payload"), "x");
        mode(config, "rw-rw-rw-");
        mode(script, "rwxr-xr-x");
        mode(sealed, "r--r--r--");
        mode(data, "rwxrwxrwx");
        mode(folder.resolve("data"), "rwxr-xr-x");
        Files.createSymbolicLink(data.resolve("link"), elsewhere);

        assertThat(owner.close(folder.resolve("data"))).isEmpty();

        try (Stream<Path> all = Files.walk(folder.resolve("data"))) {
            assertThat(all.filter(path -> !Files.isSymbolicLink(path)))
                    .isNotEmpty()
                    .allSatisfy(path -> assertThat(mode(path)).endsWith("------"));
        }
        assertThat(mode(script)).isEqualTo("rwx------");
        assertThat(mode(sealed)).isEqualTo("r--------");
        assertThat(mode(elsewhere)).isEqualTo("rw-r--r--");
    }

    @Test
    void aFolderThatIsMissingIsMade() throws IOException {
        owner.close(folder.resolve("log"));
        assertThat(mode(folder.resolve("log"))).isEqualTo("rwx------");
    }

    @Test
    void onWindowsTheAccessListHasTheOwnerAlone() throws IOException {
        try (FileSystem windows = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "dos", "acl", "user")
                .build())) {
            Path data = Files.createDirectories(windows.getPath("C:\\lockstep\\data\\karaf"));
            Path file = Files.writeString(data.resolve("a.config"), "join.token=S3CRET");
            AclEntry everybody = AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(windows.getUserPrincipalLookupService().lookupPrincipalByName("Everyone"))
                    .setPermissions(AclEntryPermission.READ_DATA)
                    .build();
            view(file).setAcl(List.of(everybody));
            view(data).setAcl(List.of(everybody));

            assertThat(owner.close(windows.getPath("C:\\lockstep\\data"))).isEmpty();

            for (Path path : List.of(data.getParent(), data, file)) {
                assertThat(view(path).getAcl()).singleElement().satisfies(entry -> {
                    assertThat(entry.principal()).isEqualTo(view(path).getOwner());
                    assertThat(entry.flags())
                            .isEqualTo(
                                    path.equals(file)
                                            ? java.util.Set.of()
                                            : java.util.Set.of(
                                                    AclEntryFlag.FILE_INHERIT, AclEntryFlag.DIRECTORY_INHERIT));
                });
            }
        }
    }

    private static AclFileAttributeView view(Path path) {
        return Files.getFileAttributeView(path, AclFileAttributeView.class);
    }

    private static void mode(Path path, String mode) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
    }

    private static String mode(Path path) {
        try {
            return PosixFilePermissions.toString(Files.getPosixFilePermissions(path, LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
