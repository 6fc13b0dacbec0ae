package dev.lockstep.it.attack;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * Metadata as an attacker signs it, on top of what a repository has published: with the keys that he stole, and with his own in the
 * place of those that he has not.
 */
final class Forgery {
    private final Path published;
    private final String served;
    private final Map<String, List<Signer>> keys = new LinkedHashMap<>();
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    /**
     * Nothing is forged yet, and no key stolen.
     *
     * @param published the metadata folder of the repository
     * @param served under which path its files are asked for, with a slash at its end
     */
    Forgery(Path published, String served) {
        this.published = published;
        this.served = served;
        Root.TOP_LEVEL_ROLES.forEach(role -> keys.put(role, List.of(Ed25519Signer.generate())));
    }

    /** He holds these keys of a role. */
    Forgery holding(String role, Collection<Path> stolen) {
        keys.put(role, stolen.stream().map(Forgery::signer).toList());
        return this;
    }

    private static Signer signer(Path file) {
        try {
            return KeyFile.read(file, new char[0]);
        } catch (IOException | UnusableKeyFileException e) {
            throw new IllegalStateException("cannot use the key " + file, e);
        }
    }

    Root root() {
        long newest = 1;
        while (Files.exists(published.resolve(ConsistentNames.metadata("root", newest + 1)))) {
            newest++;
        }
        return read(ConsistentNames.metadata("root", newest), MetadataType.ROOT);
    }

    Timestamp timestamp() {
        return read("timestamp.json", MetadataType.TIMESTAMP);
    }

    Snapshot snapshot() {
        return read(ConsistentNames.metadata("snapshot", timestamp().snapshot().version()), MetadataType.SNAPSHOT);
    }

    Targets targets() {
        return targets("targets");
    }

    /** What a publisher has signed, or the vendor itself. */
    Targets targets(String role) {
        long version = snapshot().role(role).orElseThrow().version();
        return read(ConsistentNames.metadata(role, version), MetadataType.TARGETS);
    }

    private <T extends RoleMetadata> T read(String name, MetadataType<T> type) {
        try {
            return SignedMetadata.parse(Files.readAllBytes(published.resolve(name)), type)
                    .signed();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + name, e);
        }
    }

    /** Signs a root. */
    Forgery with(Root root) {
        put(ConsistentNames.metadata("root", root.version()), sign("root", root, MetadataType.ROOT));
        return this;
    }

    /** Signs targets, and the snapshot and the timestamp that belong to them. */
    Forgery with(Targets targets) {
        return with("targets", targets);
    }

    /** Signs targets as a publisher, or as the vendor itself, and the snapshot and the timestamp that belong to them. */
    Forgery with(String role, Targets targets) {
        byte[] file = sign(role, targets, MetadataType.TARGETS);
        put(ConsistentNames.metadata(role, targets.version()), file);
        return with(describing(role + ".json", describe(targets.version(), file)));
    }

    /** The snapshot after the one that is published, with another file for a role. */
    Snapshot describing(String name, MetaFile file) {
        Map<String, MetaFile> meta = new LinkedHashMap<>(snapshot().meta());
        meta.put(name, file);
        return new Snapshot(snapshot().version() + 1, snapshot().expires(), meta);
    }

    /** Signs a snapshot, and the timestamp that belongs to it. */
    Forgery with(Snapshot snapshot) {
        byte[] file = sign("snapshot", snapshot, MetadataType.SNAPSHOT);
        put(ConsistentNames.metadata("snapshot", snapshot.version()), file);
        Timestamp before = timestamp();
        return with(new Timestamp(before.version() + 1, before.expires(), describe(snapshot.version(), file)));
    }

    /** Signs a timestamp. */
    Forgery with(Timestamp timestamp) {
        put("timestamp.json", sign("timestamp", timestamp, MetadataType.TIMESTAMP));
        return this;
    }

    /** Signs the timestamp that is published once more, as one that expires, or has expired, at a certain time. */
    Forgery expiring(Instant when) {
        Timestamp before = timestamp();
        return with(new Timestamp(before.version() + 1, when, before.snapshot()));
    }

    private <T extends RoleMetadata> byte[] sign(String role, T content, MetadataType<T> type) {
        SignedMetadata<T> file = SignedMetadata.unsigned(content, type);
        for (Signer signer : keys.get(role)) {
            file = file.with(signer.sign(file.signedBytes()));
        }
        return file.bytes();
    }

    static MetaFile describe(long version, byte[] file) {
        return new MetaFile(
                version,
                OptionalLong.of(file.length),
                Hashes.sha256(Blob.of(file).digest().hex()));
    }

    private void put(String name, byte[] file) {
        files.put(served + name, file);
    }

    /** What he puts in the place of the server's files, by the paths that they are asked for. */
    Map<String, byte[]> files() {
        return Map.copyOf(files);
    }
}
