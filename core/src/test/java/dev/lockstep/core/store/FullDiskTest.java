package dev.lockstep.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class FullDiskTest {
    private static final Configuration SMALL = Configuration.unix().toBuilder()
            .setBlockSize(1024)
            .setMaxSize(100 * 1024)
            .build();

    @Test
    void aPayloadThatHasNoRoomIsRefusedBeforeTheFirstByte() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(SMALL)) {
            Path folder = disk.getPath("/store");
            var store = new FileContentStore(folder);
            var thrown = catchThrowableOfType(ProblemException.class, () -> store.add(new byte[150 * 1024]));
            assertThat(thrown.problem().code()).isEqualTo(ProblemCode.DISK_FULL);
            assertThat(thrown)
                    .hasMessage("Not enough room in /store: 150.0 KiB needed, 100.0 KiB free."
                            + " Free some space; what was downloaded is kept.");
        }
    }

    @Test
    void aDiskThatFillsUpMeanwhileLeavesWhatCame() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(SMALL)) {
            var store = new FileContentStore(disk.getPath("/store"));
            byte[] bytes = new byte[90 * 1024];
            Blob blob = Blob.of(bytes);
            try (var reception = store.receive(blob)) {
                reception.write(bytes, 0, 10 * 1024);
                Files.write(disk.getPath("/other"), new byte[60 * 1024]);
                var thrown = catchThrowableOfType(
                        ProblemException.class, () -> reception.write(bytes, 10 * 1024, 80 * 1024));
                assertThat(thrown.problem().code()).isEqualTo(ProblemCode.DISK_FULL);
                assertThat(thrown.problem().facts())
                        .containsEntry("folder", "/store/incoming")
                        .containsEntry("neededBytes", Integer.toString(80 * 1024))
                        .containsKey("freeBytes");
            }
            assertThat(store.received(blob)).isGreaterThanOrEqualTo(10 * 1024);
            Files.delete(disk.getPath("/other"));
            try (var reception = store.receive(blob)) {
                int from = (int) reception.position();
                reception.write(bytes, from, bytes.length - from);
                reception.commit();
            }
            assertThat(store.find(blob)).isPresent();
        }
    }

    @Test
    void aStoreWorksUnderWindowsRules() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "dos")
                .build())) {
            var store = new FileContentStore(disk.getPath("C:\\lockstep\\store"));
            Blob blob = store.add(new byte[5000]);
            Path file = store.find(blob).orElseThrow();
            assertThat(Files.getAttribute(file, "dos:readonly")).isEqualTo(true);
            assertThat(store.collect(java.util.Set.of(), java.time.Instant.MAX).payloads())
                    .isEqualTo(1);
            assertThat(file).doesNotExist();
        }
    }
}
