package dev.lockstep.installation;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;

/** The archives that the build made. */
final class Archives {
    static final String VERSION = System.getProperty("lockstep.version");

    private Archives() {}

    static Path tar(String role) {
        return built(role, "lockstep-" + role + ".tar.gz");
    }

    static Path zip(String role) {
        return built(role, "lockstep-" + role + ".zip");
    }

    private static Path built(String role, String name) {
        return Path.of(System.getProperty("lockstep.archives"))
                .resolve(role)
                .resolve("target")
                .resolve(name);
    }

    /** The entries of a tar.gz, without the folder that all are in. */
    static List<Entry> entries(Path tar) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (var gzip = new GzipCompressorInputStream(new BufferedInputStream(Files.newInputStream(tar)));
                var in = new TarArchiveInputStream(gzip)) {
            for (TarArchiveEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                String name = entry.getName();
                byte[] content = name.contains("/etc") || name.contains("/launch") || entry.getSize() < 100
                        ? in.readAllBytes()
                        : new byte[0];
                entries.add(new Entry(
                        name.substring(name.indexOf('/') + 1), entry, new String(content, StandardCharsets.UTF_8)));
            }
        }
        return entries;
    }

    /**
     * One entry.
     *
     * @param name its path within the installation
     * @param header what the archive says about it
     * @param text its content, if it is configuration
     */
    record Entry(String name, TarArchiveEntry header, String text) {}
}
