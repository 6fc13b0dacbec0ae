package dev.lockstep.examples.metering.common;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** What a file system needs beyond the files themselves. */
public final class Folders {
    private Folders() {}

    /**
     * Makes a rename or a new file in this folder survive a power cut.
     *
     * <p>Windows offers no such call and needs none: there it does nothing.
     */
    public static void sync(Path folder) throws IOException {
        if (File.separatorChar == '/') {
            try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
                entries.force(true);
            }
        }
    }
}
