package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.DirectoryMetadataFetcher;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A vendor with a key for each role, a repository in a folder, and clients that pinned its first root. */
final class Vendor {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);

    final Path folder;
    final TufRepository repository;
    final Ed25519Signer root = Ed25519Signer.generate();
    final Ed25519Signer targets = Ed25519Signer.generate();
    final Ed25519Signer snapshot = Ed25519Signer.generate();
    final Ed25519Signer timestamp = Ed25519Signer.generate();
    byte[] pinned;

    Vendor(Path folder) {
        this.folder = folder;
        this.repository = new TufRepository(folder, CLOCK, Lifetimes.vendor());
    }

    Vendor initialise() throws IOException, RepositoryException {
        pinned = repository.initialise(plan(root, targets, snapshot, timestamp), keys());
        return this;
    }

    static RootPlan plan(Signer root, Signer targets, Signer snapshot, Signer timestamp) {
        return new RootPlan(
                RoleKeys.single(root.publicKey()),
                RoleKeys.single(targets.publicKey()),
                RoleKeys.single(snapshot.publicKey()),
                RoleKeys.single(timestamp.publicKey()));
    }

    static RoleKeys quorum(int threshold, Signer... signers) {
        return new RoleKeys(Arrays.stream(signers).map(Signer::publicKey).toList(), threshold);
    }

    KeyRing keys(Signer... more) {
        List<Signer> all = new ArrayList<>(List.of(root, targets, snapshot, timestamp));
        all.addAll(Arrays.asList(more));
        return KeyRing.of(all);
    }

    void publish(String path) throws Exception {
        try (Publication publication = repository.begin(keys())) {
            publication.add(target(path));
            publication.commit();
        }
    }

    static TargetFile target(String path) {
        return new TargetFile(path, 1, Hashes.sha256("ab".repeat(32)));
    }

    TufUpdater client() {
        return client(new InMemoryMetadataStore());
    }

    TufUpdater client(MetadataStore store) {
        return TufUpdater.builder()
                .fetcher(new DirectoryMetadataFetcher(folder))
                .store(store)
                .pinnedRoot(pinned)
                .clock(CLOCK)
                .build();
    }

    /** All files of the folder by name. */
    Map<String, String> files() throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (var paths = Files.list(folder)) {
            for (Path path : paths.filter(Files::isRegularFile).toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }

    /** What a client with this folder's files before or after would see. */
    void put(Map<String, String> files, String name) throws IOException {
        Files.writeString(folder.resolve(name), files.get(name));
    }
}
