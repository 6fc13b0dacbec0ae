package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes verified metadata into the distribution folder, the timestamp last: until then a client sees the old set, from then
 * on the new one (TUF 1.0.34, section 6.2).
 */
final class MetadataPublication {
    private static final String TIMESTAMP = "timestamp.json";

    private final DistributionFolder folder;

    MetadataPublication(DistributionFolder folder) {
        this.folder = folder;
    }

    /**
     * Writes the files.
     *
     * @param files in the order in which they have to be written
     * @param sourceName what a person calls the source, for messages
     * @return what was written under names that never change
     * @throws ProblemException with {@code UNTRUSTED} if the timestamp is older than the one that is served
     */
    SortedMap<String, Blob> write(List<MetadataCopy> files, String sourceName) throws IOException {
        MetadataCopy timestamp = files.get(files.size() - 1);
        if (!timestamp.name().equals(TIMESTAMP)) {
            throw new IllegalArgumentException("the last file is " + timestamp.name() + ", not " + TIMESTAMP);
        }
        refuseOlder(timestamp, sourceName);
        SortedMap<String, Blob> written = new TreeMap<>();
        for (MetadataCopy file : files) {
            folder.writeMetadata(file.name(), file.bytes());
            if (!file.name().equals(TIMESTAMP)) {
                written.put(file.name(), Blob.of(file.bytes()));
            }
        }
        return written;
    }

    private void refuseOlder(MetadataCopy timestamp, String sourceName) throws IOException {
        long now = folder.timestampVersion();
        long offered = DistributionFolder.version(timestamp.bytes());
        if (offered < now) {
            throw ProblemException.of(
                    ProblemCode.UNTRUSTED,
                    Map.of(
                            "address",
                            sourceName,
                            "reason",
                            "its timestamp has version " + offered + ", and version " + now
                                    + " is distributed already"));
        }
    }
}
