package dev.lockstep.distribution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.WatchedDisk;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class LocalDiskTest {
    private static final Version V1 = Version.parse("1.0.0");
    private static final Set<ProblemCode> LOCAL = EnumSet.of(
            ProblemCode.DISK_FULL,
            ProblemCode.NOT_WRITABLE,
            ProblemCode.NOT_READABLE,
            ProblemCode.LOCAL_FAILED,
            ProblemCode.EXHAUSTED);

    @TempDir
    private Path folder;

    private VendorFolder vendor;

    @BeforeEach
    void publish() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish(
                "1.0.0",
                List.of(vendor.component(
                        "metering-server", Map.of("any", Map.of("a.jar", VendorFolder.bytes(1, 3000))))));
    }

    /** How a disk refuses. */
    enum Refusal implements WatchedDisk.Refusal {
        FULL,
        READ_ONLY,
        DENIED,
        HANDLES;

        @Override
        public IOException of(Path file) {
            return switch (this) {
                case FULL -> new IOException("No space left on device");
                case READ_ONLY -> new FileSystemException(file.toString(), null, "Read-only file system");
                case DENIED -> new AccessDeniedException(file.toString());
                case HANDLES -> new FileSystemException(file.toString(), null, "Too many open files");
            };
        }
    }

    private Optional<Problem> mirrored(TestNode node) {
        try {
            node.mirror("1.0.0");
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
    }

    @ParameterizedTest
    @EnumSource(Refusal.class)
    @DisplayName(
            "LS-178 A local disk that refuses at any moment of a mirror is never told as the source, and nothing is lost")
    void everyMoment(Refusal refusal) throws Exception {
        boolean refused = true;
        int told = 0;
        // Each costs a mirror, and they differ in the words only.
        int step = refusal == Refusal.FULL ? 1 : 5;
        for (int changes = 0; refused; changes += step) {
            WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
            Path home = disk.here(folder.resolve(refusal + "-" + changes));
            try (TestNode node = new TestNode("n", home, vendor.root()).from(vendor.folder())) {
                disk.refuseAfter(changes, refusal);
                Optional<Problem> problem = mirrored(node);
                refused = disk.hasRefused();
                if (problem.isPresent()) {
                    told++;
                    assertThat(problem.get().code())
                            .as("after %s changes: %s", changes, problem.get())
                            .isIn(LOCAL);
                    assertThat(problem.get().toString()).doesNotContain("0 bytes needed");
                }
                disk.mend();
                assertThat(mirrored(node)).isEmpty();
                assertThat(node.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
            } finally {
                DurableFiles.deleteTree(folder.resolve(refusal + "-" + changes));
            }
        }
        assertThat(told).as("moments that were told").isGreaterThan(5);
    }

    @Test
    @DisplayName("LS-178 A source's medium that fails is told as that medium, and not as this computer's disk")
    void theReverse() {
        WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
        try (TestNode node =
                new TestNode("n", disk.here(folder.resolve("home")), vendor.root()).from(folder.resolve("not there"))) {
            assertThat(mirrored(node))
                    .hasValueSatisfying(problem ->
                            assertThat(problem.toString()).contains("not there").doesNotContain("home"));
        }
    }
}
