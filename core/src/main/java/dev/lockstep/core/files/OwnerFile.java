package dev.lockstep.core.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Replaces files that nobody but their owner can read at any moment. */
public final class OwnerFile {
    private OwnerFile() {}

    public static void write(Path file, byte[] contents) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        DurableFiles.createFolders(folder);
        // Temporary files are made for their owner alone.
        Path temporary = Files.createTempFile(folder, ".", ".new");
        try {
            Files.write(temporary, contents);
            DurableFiles.syncFile(temporary);
            DurableFiles.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }
}
