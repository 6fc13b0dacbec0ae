package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.site.SiteStatus;
import java.nio.file.Path;

/**
 * Writes the status of a site that no network reaches, for its vendor. A service of the fleet bundle; safe for use by several
 * threads.
 */
public interface StatusExport {
    /**
     * Writes the status of this site into a file, signed with its key; one of the same name is replaced.
     *
     * @return what it says
     * @throws dev.lockstep.core.problem.ProblemException with {@code SITE_NOT_HERE} on a computer that takes its updates from
     *     another, with {@code BAD_REQUEST} if there is no site yet, or with what is wrong with the folder
     */
    @Audited
    SiteStatus write(Path file);
}
