package dev.lockstep.fleet.internal.site;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
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
            if (!isOf(site)) {
                // Roots of another site would stand in the way of those who follow this one, and so would damaged
                // files.
                DurableFiles.deleteTree(folder);
            }
            for (String path : site.assignmentFiles()) {
                write(inside(path), site.assignmentFile(path));
            }
            for (MetadataCopy copy : site.files()) {
                write(inside(ConsistentNames.SITE_METADATA + copy.name()), copy.bytes());
            }
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    /** What is there already may be damaged: its name does not prove its contents. */
    private static void write(Path file, byte[] bytes) throws IOException {
        boolean same = Files.isRegularFile(file)
                && Files.size(file) == bytes.length
                && Arrays.equals(Files.readAllBytes(file), bytes);
        if (!same) {
            DurableFiles.write(file, bytes);
        }
    }

    /** Whether what is passed on now is an earlier state of a site, and in order; or nothing is. */
    private boolean isOf(SiteMetadata site) {
        try {
            return published().map(before -> before.site().equals(site.site())).orElse(true);
        } catch (ProblemException damaged) {
            return false;
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
