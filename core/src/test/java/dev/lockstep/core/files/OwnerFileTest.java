package dev.lockstep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

class OwnerFileTest {
    @Test
    void onlyTheOwnerReadsAFileEvenIfEverybodyCouldReadTheOneItReplaces() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setAttributeViews("posix").build())) {
            Path file = Files.createDirectories(disk.getPath("/keys")).resolve("key");
            Files.writeString(file, "old");
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
            OwnerFile.write(file, "new".getBytes(StandardCharsets.UTF_8));
            assertThat(file).hasContent("new");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
            assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
        }
    }

    @Test
    void onWindowsTheOwnerIsTheOnlyOneInTheAccessControlList() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "dos", "acl", "user")
                .build())) {
            Path file = disk.getPath("C:\\keys\\key");
            OwnerFile.write(file, "new".getBytes(StandardCharsets.UTF_8));
            AclFileAttributeView view = Files.getFileAttributeView(file, AclFileAttributeView.class);
            assertThat(view.getAcl())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.principal()).isEqualTo(view.getOwner()));
            assertThat(file.getParent()).isDirectoryNotContaining("glob:**.new");
        }
    }
}
