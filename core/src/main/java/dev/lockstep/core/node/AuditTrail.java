package dev.lockstep.core.node;

import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditVerification;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Reads the audit log of this computer. A service of the client bundle; safe for use by several threads. */
public interface AuditTrail {
    /** How far it has come, to be signed. */
    AuditHead head() throws IOException;

    /**
     * Verifies the whole log.
     *
     * @param signed a head that was signed before; empty if none was
     */
    AuditVerification.Report verified(Optional<AuditHead> signed) throws IOException;

    /**
     * The latest entries, the latest first.
     *
     * @param most how many at most
     */
    default List<AuditEntry> latest(int most) throws IOException {
        return before(Long.MAX_VALUE, most, entry -> true);
    }

    /**
     * The latest entries before one, the latest first: a page of the log after another.
     *
     * @param number only entries with a lower one
     * @param most how many at most
     * @param wanted only these
     */
    List<AuditEntry> before(long number, int most, Predicate<AuditEntry> wanted) throws IOException;
}
