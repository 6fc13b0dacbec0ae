package dev.lockstep.core.tuf.model;

import java.time.Instant;

/** What the metadata of every role says (section 4.2): its own version and until when it is valid. */
public sealed interface RoleMetadata permits Root, Timestamp, Snapshot, Targets {
    /** The version of this file, 1 or higher; it only ever rises. */
    long version();

    /** The moment from which on this file is no longer valid. */
    Instant expires();
}
