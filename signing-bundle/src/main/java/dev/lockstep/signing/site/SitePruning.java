package dev.lockstep.signing.site;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Removes superseded metadata and assignments of a site. Every root stays for ever (TUF 1.0.34, section 6), and so does
 * whatever has a version above the present one, which must never be used again.
 */
final class SitePruning {
    private static final Pattern VERSIONED = Pattern.compile("([0-9]{1,18})\\.([a-z0-9][a-z0-9._-]*)\\.json");

    private final Path folder;
    private final Instant before;

    /**
     * The pruning of a folder.
     *
     * @param before what was written later stays: somebody may be in the middle of fetching it
     */
    SitePruning(Path folder, Instant before) {
        this.folder = folder;
        this.before = before;
    }

    void prune(SiteMetadata now) throws IOException {
        Map<String, Long> current = new HashMap<>();
        for (MetadataCopy copy : now.files()) {
            Matcher name = VERSIONED.matcher(copy.name());
            if (name.matches()) {
                current.put(name.group(2), Long.parseLong(name.group(1)));
            }
        }
        for (Path file : old(folder.resolve(ConsistentNames.SITE_METADATA))) {
            Matcher name = VERSIONED.matcher(String.valueOf(file.getFileName()));
            if (name.matches()
                    && !name.group(2).equals("root")
                    && Long.parseLong(name.group(1)) < current.getOrDefault(name.group(2), 0L)) {
                DurableFiles.delete(file);
            }
        }
        Set<String> assigned = Set.copyOf(now.assignmentFiles());
        for (Path file : old(folder.resolve("targets").resolve("assignments"))) {
            if (!assigned.contains(folder.relativize(file).toString().replace('\\', '/'))) {
                DurableFiles.delete(file);
            }
        }
    }

    private List<Path> old(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(below)) {
            List<Path> found = files.filter(Files::isRegularFile).toList();
            return found.stream().filter(this::isOld).toList();
        }
    }

    private boolean isOld(Path file) {
        return file.toFile().lastModified() < before.toEpochMilli();
    }
}
