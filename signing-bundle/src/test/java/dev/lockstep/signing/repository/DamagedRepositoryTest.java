package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nobody signs on top of what somebody else may have put there. */
class DamagedRepositoryTest {
    @TempDir
    private Path folder;

    private Vendor vendor;

    @BeforeEach
    void publish() throws Exception {
        vendor = new Vendor(folder.resolve("metadata")).initialise();
        vendor.publish("a");
        vendor.repository.rotate(
                Vendor.plan(vendor.root, vendor.targets, vendor.snapshot, vendor.timestamp), vendor.keys());
    }

    private void assertDamaged(String reason) {
        assertThatThrownBy(() -> vendor.publish("b"))
                .isInstanceOf(DamagedRepositoryException.class)
                .hasMessageStartingWith("the repository in " + vendor.folder + " does not verify: ")
                .hasMessageContaining(reason);
    }

    @Test
    void aSoundRepositoryVerifies() {
        assertThatCode(() -> vendor.publish("b")).doesNotThrowAnyException();
    }

    @Test
    void anAlteredFileIsFound() throws Exception {
        Path file = vendor.folder.resolve("2.targets.json");
        Files.writeString(file, Files.readString(file).replace("\"a\"", "\"b\""));

        assertDamaged("2.targets.json has the sha256");
    }

    @Test
    void aMissingRootInTheMiddleIsFound() throws Exception {
        Files.delete(vendor.folder.resolve("1.root.json"));

        assertDamaged("the repository has no 1.root.json");
    }

    @Test
    void aMissingSnapshotIsFound() throws Exception {
        Files.delete(vendor.folder.resolve("2.snapshot.json"));

        assertDamaged("the repository has no 2.snapshot.json");
    }

    @Test
    void aTimestampOfStrangersIsFound() throws Exception {
        Vendor other = new Vendor(folder.resolve("other")).initialise();
        Files.writeString(vendor.folder.resolve("timestamp.json"), other.files().get("timestamp.json"));

        assertDamaged("the timestamp metadata is signed by 0 of the keys");
    }

    @Test
    void anEmptyFolderIsNoRepositoryAndAFullOneIsNotBegunAgain() {
        TufRepository empty = new TufRepository(folder.resolve("empty"), Vendor.CLOCK, Lifetimes.vendor());

        assertThatThrownBy(() -> empty.begin(vendor.keys()))
                .isInstanceOf(NotARepositoryException.class)
                .hasMessageEndingWith("holds no repository: there is no root.json of any version in it");
        assertThatThrownBy(vendor::initialise)
                .isInstanceOf(RepositoryExistsException.class)
                .hasMessage(vendor.folder + " already holds a repository; nothing was changed");
    }
}
