package dev.lockstep.fleet.internal.site;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;

/** The site of the server above, as this relay passes it on: byte for byte as it was received, the timestamp last. */
public final class RelayedSite {
    private final Path folder;
    private final Clock clock;
    private final PublishedSite published;

    public RelayedSite(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
        this.published = new PublishedSite(folder, clock);
    }

    public Path folder() {
        return folder;
    }

    public Optional<SiteMetadata> published() {
        return published.read();
    }

    public void write(SiteMetadata site) {
        try {
            boolean another = published()
                    .filter(before -> !before.site().equals(site.site()))
                    .isPresent();
            if (another) {
                // Roots of another site would stand in the way of those who follow this one.
                DurableFiles.deleteTree(folder);
            }
            for (String path : site.assignmentFiles()) {
                Path file = inside(path);
                if (!Files.exists(file)) {
                    DurableFiles.write(file, site.assignmentFile(path));
                }
            }
            for (MetadataCopy copy : site.files()) {
                Path file = inside(ConsistentNames.SITE_METADATA + copy.name());
                if (copy.name().equals("timestamp.json") || !Files.exists(file)) {
                    DurableFiles.write(file, copy.bytes());
                }
            }
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    /** Removes what nobody asks for any more. */
    public void prune() {
        SiteRepository.prune(folder, clock);
    }

    /** Names of targets and roles come from the network, though signed: none of them leads out of its folder. */
    private Path inside(String path) {
        Path file = folder.resolve(path);
        if (!file.normalize().equals(file) || !file.startsWith(folder)) {
            throw new IllegalArgumentException("\"" + path + "\" leads out of the folder of the site");
        }
        return file;
    }
}
