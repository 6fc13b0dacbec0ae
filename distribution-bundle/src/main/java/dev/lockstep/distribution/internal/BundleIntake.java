package dev.lockstep.distribution.internal;

import dev.lockstep.core.node.OfflineImport.Offer;
import dev.lockstep.core.transfer.Progress;
import java.nio.file.Path;

/** Takes offline bundles into the distribution folder, one operation on it at a time. */
public interface BundleIntake {
    /** As {@code OfflineImport.inspect}. */
    Offer inspectBundle(Path bundle, Progress progress);

    /** As {@code OfflineImport.take}. */
    Offer takeBundle(Path bundle, Progress progress);
}
