package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Timestamp;

/** The verified files that say which targets metadata is the current one. */
record TrustedState(SignedMetadata<Root> root, SignedMetadata<Timestamp> timestamp, SignedMetadata<Snapshot> snapshot) {
    boolean consistentSnapshot() {
        return root.signed().consistentSnapshot();
    }
}
