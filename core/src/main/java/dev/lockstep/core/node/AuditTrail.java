package dev.lockstep.core.node;

import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditVerification;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

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
    List<AuditEntry> latest(int most) throws IOException;
}
