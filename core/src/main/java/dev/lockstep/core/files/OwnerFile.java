package dev.lockstep.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;

/** Replaces files that nobody but their owner can read at any moment. */
public final class OwnerFile {
    private OwnerFile() {}

    public static void write(Path file, byte[] contents) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        DurableFiles.createFolders(folder);
        Path fresh = createEmpty(folder);
        try {
            DurableFiles.uninterrupted(() -> Files.write(fresh, contents));
            DurableFiles.syncFile(fresh);
            DurableFiles.move(fresh, file);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    private static Path createEmpty(Path folder) throws IOException {
        if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            FileAttribute<?> mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
            return Files.createTempFile(folder, ".", ".new", mode);
        }
        Path fresh = Files.createTempFile(folder, ".", ".new");
        AclFileAttributeView view = Files.getFileAttributeView(fresh, AclFileAttributeView.class);
        if (view != null) {
            // While the file is still empty. Nothing is inherited into a list that is set.
            view.setAcl(List.of(AclEntry.newBuilder()
                    .setType(AclEntryType.ALLOW)
                    .setPrincipal(view.getOwner())
                    .setPermissions(EnumSet.allOf(AclEntryPermission.class))
                    .build()));
        }
        return fresh;
    }
}
