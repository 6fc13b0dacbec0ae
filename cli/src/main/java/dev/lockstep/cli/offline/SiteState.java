package dev.lockstep.cli.offline;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.cli.repository.TrustedRepository;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * What a site holds already, from its status file. Nothing is trusted because of it: a state that is not true only makes a bundle
 * that the site refuses as partial.
 *
 * @param status what the file says
 */
record SiteState(SiteStatus status) {
    static SiteState read(Path file) throws IOException, Failure {
        return new SiteState(statusFile(file).status());
    }

    /** A status file that agrees with itself. */
    static StatusFile statusFile(Path file) throws IOException, Failure {
        try {
            if (Files.size(file) > StatusFile.LONGEST) {
                throw new Failure("STATUS-UNREADABLE", file + " is too long for a status file.");
            }
            return StatusFile.read(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new Failure("STATUS-UNREADABLE", "There is no file " + file + ".", e);
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    "STATUS-UNREADABLE",
                    file + " is not a status file as a site wrote it: " + e.getMessage()
                            + ". A site writes one with: lockstep:export-status FILE",
                    e);
        }
    }

    BundleContents.Base base() {
        return new BundleContents.Base(status.site().digest(), status.at());
    }

    /** Refuses a site that another vendor's folder is for, and a folder that is older than what the site knows. */
    void require(Digest vendor, TrustedRepository trusted, Path folder) throws Failure {
        if (status.vendor().isEmpty()) {
            return;
        }
        SiteStatus.Vendor known = status.vendor().get();
        if (known.first().isPresent() && !known.first().get().equals(vendor)) {
            throw new Failure(
                    "STATUS-FOREIGN",
                    "The site of this status file has another vendor than " + folder + " (first root "
                            + known.first().get() + ", and not " + vendor + "). Nothing was written.");
        }
        for (var version : known.versions().entrySet()) {
            Long here = trusted.state().versions().get(version.getKey());
            if (here != null && here < version.getValue()) {
                throw new Failure(
                        "EXPORT-OLDER",
                        "The site knows version " + version.getValue() + " of the vendor's " + version.getKey()
                                + " metadata, and "
                                + folder + " only has " + here
                                + ", so the site would refuse it. Bring this folder up to date first. Nothing was written.");
            }
        }
    }

    /** Whether the site holds a release or module with everything that belongs to it. */
    boolean holds(TargetFile target) {
        var held = status.held().get(target.path());
        return held != null && Publishing.matches(target, held);
    }
}
