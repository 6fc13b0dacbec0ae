package dev.lockstep.core.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeftoversTest {
    private final Instant start = Instant.now();

    @TempDir
    private Path data;

    private Path file(String name, Duration age) throws IOException {
        Path file = data.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "x");
        Files.setLastModifiedTime(file, FileTime.from(start.minus(age)));
        return file;
    }

    @Test
    @DisplayName(
            "LS-139 What a killed process left of files that it was replacing goes at the next start, and nothing else")
    void goes() throws IOException {
        Duration hour = Duration.ofHours(1);
        List<Path> left = List.of(
                file("journal/current.json.new", hour),
                file("trust/vendor/roots/3.root.json.new", hour),
                file("trust/member/.1234567.new", hour),
                file("components/files/current.new", hour),
                file("scrub.json.new", hour));
        List<Path> stays = List.of(
                file("journal/current.json", hour),
                file("journal/history.json.new", Duration.ofHours(-1)),
                file("components/files/versions/1.0.0/what.the.vendor.calls.new", hour),
                file("trust/site.new/complete", hour),
                file("news.txt", hour));

        assertThat(Leftovers.clear(data, start)).isEqualTo(left.size());

        assertThat(left).allSatisfy(file -> assertThat(file).doesNotExist());
        assertThat(stays).allSatisfy(file -> assertThat(file).exists());
        assertThat(Leftovers.clear(data.resolve("nowhere"), start)).isZero();
    }

    @Test
    @DisplayName("LS-139 Parts of what was given up go after a week, and those that are gone on with stay")
    void parts() throws IOException {
        FileContentStore store = new FileContentStore(data.resolve("store"));
        Blob old = Blob.of(new byte[1000]);
        Blob recent = Blob.of(new byte[2000]);
        Blob underWay = Blob.of(new byte[3000]);
        for (Blob blob : List.of(old, recent)) {
            try (var reception = store.receive(blob)) {
                reception.write(new byte[500], 0, 500);
            }
        }
        Path incoming = data.resolve("store/incoming");
        Files.setLastModifiedTime(
                incoming.resolve(old.digest() + ".part"), FileTime.from(start.minus(Duration.ofDays(8))));
        file("store/incoming/7.add", Duration.ofDays(8));
        try (var reception = store.receive(underWay)) {
            Files.setLastModifiedTime(
                    incoming.resolve(underWay.digest() + ".part"), FileTime.from(start.minus(Duration.ofDays(8))));

            var removed = store.giveUpIncoming(start.minus(Duration.ofDays(7)));

            assertThat(removed.payloads()).isEqualTo(2);
            assertThat(removed.bytes()).isEqualTo(501);
            assertThat(reception.position()).isZero();
        }
        assertThat(store.received(old)).isZero();
        assertThat(store.received(recent)).isEqualTo(500);
        assertThat(incoming.resolve(underWay.digest() + ".part")).exists();
    }
}
