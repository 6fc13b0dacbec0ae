package dev.lockstep.cli.tuf;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.ContentCheck;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Verified targets in one folder, each under its percent-encoded target path. */
final class TargetFolder {
    private final HttpFiles source;
    private final Path folder;

    TargetFolder(HttpFiles source, Path folder) {
        this.source = source;
        this.folder = folder;
    }

    /** Downloads a target, unless it is there already; it becomes visible only when it is verified. */
    void fetch(TargetFile target, boolean consistentSnapshot) throws IOException, TufException {
        Path file = folder.resolve(URLEncoder.encode(target.path(), StandardCharsets.UTF_8));
        if (isThere(file, target)) {
            return;
        }
        String name = consistentSnapshot ? ConsistentNames.target(target) : ConsistentNames.plainTarget(target);
        DurableFiles.createFolders(folder);
        Path temporary = Files.createTempFile(folder, ".", ".part");
        try {
            try (InputStream content = source.open(name)
                            .orElseThrow(() -> new FileNotFoundException("the repository has no " + name));
                    OutputStream copy = Files.newOutputStream(temporary)) {
                ContentCheck.copy(content, copy, target);
            }
            DurableFiles.syncFile(temporary);
            DurableFiles.move(temporary, file);
        } finally {
            Files.deleteIfExists(temporary);
        }
    }

    private static boolean isThere(Path file, TargetFile target) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream content = Files.newInputStream(file)) {
            ContentCheck.copy(content, OutputStream.nullOutputStream(), target);
            return true;
        } catch (TufException differs) {
            return false;
        }
    }
}
