package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.files.SetAside;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Trusted metadata that the disk has damaged. */
class DamagedStoreTest {
    @TempDir
    private Path folder;

    private Simulator repository;
    private DirectoryMetadataStore store;

    @BeforeEach
    void a_repository_that_was_followed_for_a_while() throws Exception {
        repository = new Simulator();
        repository.delegate("targets", "acme", false, "acme/*");
        repository.publishTargets("acme");
        repository.publishAll();
        store = new DirectoryMetadataStore(folder);
        TufUpdater client = repository.client(store).build();
        client.refresh();
        client.list();
        repository.publishRoot();
        client.refresh();
    }

    private static Stream<Arguments> damages() {
        return Stream.of("root", "timestamp", "snapshot", "targets", "acme")
                .flatMap(role -> kinds().stream().map(kind -> Arguments.of(role, kind)));
    }

    private static List<Kind> kinds() {
        return List.of(
                new Kind("empty", file -> Files.write(file, new byte[0])),
                new Kind("zeros", file -> Files.write(file, new byte[(int) Files.size(file)])),
                new Kind("half", file -> {
                    byte[] whole = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                }),
                new Kind("garbage", file -> Files.write(file, new byte[] {(byte) 0xff, 7, '{', '"'})),
                new Kind("another document", file -> Files.writeString(file, "{}")),
                new Kind("a folder", file -> {
                    Files.delete(file);
                    Files.createDirectories(file.resolve("inside"));
                }));
    }

    @ParameterizedTest(name = "{0}.json, {1}")
    @MethodSource("damages")
    @DisplayName("LS-176: Trusted metadata that the disk has damaged is fetched again, and that is not kept quiet")
    void fetched_again_and_said(String role, Kind damage) throws Exception {
        Path file = folder.resolve(role + ".json");
        byte[] before = Files.readAllBytes(file);
        damage.to(file);
        TufUpdater client = repository.client(store).build();
        client.refresh();
        client.list();
        assertThat(file).hasBinaryContent(before);
        assertThat(SetAside.below(folder)).containsExactly(folder.resolve(role + ".json.damaged"));
    }

    @Test
    @DisplayName(
            "LS-176: One byte that changed in trusted metadata, which still is metadata, is noticed by its signature")
    void one_byte() throws Exception {
        for (String role : List.of("root", "timestamp", "snapshot", "targets")) {
            Path file = folder.resolve(role + ".json");
            String text = Files.readString(file);
            String altered = text.replaceFirst("\"expires\"(\\s*:\\s*)\"20", "\"expires\"$1\"21");
            assertThat(altered).isNotEqualTo(text);
            Files.writeString(file, altered);
        }
        repository.client(store).build().refresh();
        assertThat(SetAside.below(folder))
                .extracting(aside -> String.valueOf(aside.getFileName()))
                .contains("timestamp.json.damaged", "snapshot.json.damaged", "targets.json.damaged")
                .contains("root.json.damaged");
    }

    @Test
    void what_other_keys_signed_was_not_damaged_and_what_has_one_bad_signature_too_many_is_used() throws Exception {
        repository.rotate("timestamp");
        repository.rotate("snapshot");
        repository.publishRoot();
        repository.publishSnapshot();
        repository.publishTimestamp();
        TufUpdater client = repository.client(store).build();
        client.refresh();
        client.useStored();
        assertThat(SetAside.below(folder)).isEmpty();
    }

    @Test
    void without_asking_anybody_what_is_damaged_is_missing_and_set_aside_once() throws Exception {
        Files.write(folder.resolve("snapshot.json"), "nothing".getBytes(StandardCharsets.UTF_8));
        for (int i = 0; i < 2; i++) {
            assertThat(org.assertj.core.api.Assertions.catchThrowable(
                            () -> repository.client(store).build().useStored()))
                    .isInstanceOf(MissingMetadataException.class);
        }
        assertThat(SetAside.below(folder)).containsExactly(folder.resolve("snapshot.json.damaged"));
    }

    private record Kind(String name, Doing doing) {
        void to(Path file) throws IOException {
            doing.to(file);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Doing {
        void to(Path file) throws IOException;
    }
}
