package dev.lockstep.signing.repository;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.util.OptionalLong;

/** How a snapshot or timestamp describes a file: version, length and hash, so that no two states can be mixed. */
final class FileDescription {
    private FileDescription() {}

    static MetaFile of(SignedMetadata<?> file) {
        byte[] content = file.bytes();
        return new MetaFile(
                file.signed().version(),
                OptionalLong.of(content.length),
                Hashes.sha256(Digest.of(content).hex()));
    }
}
