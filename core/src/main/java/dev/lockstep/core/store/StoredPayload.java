package dev.lockstep.core.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A complete payload as it lies in a store.
 *
 * @param digest what its name says it hashes to
 * @param file where it is
 * @param length its length in bytes
 */
record StoredPayload(Digest digest, Path file, long length) {

    /** All payloads of a store; files with other names or in the wrong folder are none. */
    static List<StoredPayload> list(Path store) throws IOException {
        List<StoredPayload> payloads = new ArrayList<>();
        try (DirectoryStream<Path> shards = Files.newDirectoryStream(store.resolve("sha256"), Files::isDirectory)) {
            for (Path shard : shards) {
                list(store, shard, payloads);
            }
        } catch (NoSuchFileException e) {
            // A store that nothing was put into yet has no folder.
            return List.of();
        }
        return payloads;
    }

    private static void list(Path store, Path shard, List<StoredPayload> payloads) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(shard)) {
            for (Path file : files) {
                Optional<Digest> digest = digest(file.getFileName().toString());
                if (digest.isPresent() && file.equals(store.resolve(digest.get().path()))) {
                    payloads.add(new StoredPayload(digest.get(), file, Files.size(file)));
                }
            }
        }
    }

    static Optional<Digest> digest(String name) {
        return Digest.isHash(name) ? Optional.of(new Digest(name)) : Optional.empty();
    }
}
