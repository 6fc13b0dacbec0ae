package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.RollbackException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher whose disk was restored from a backup is older than its clients. */
class RestoredBackupTest {
    @TempDir
    private Path folder;

    @Test
    void versionsRiseAboveWhatClientsHaveSeen() throws Exception {
        Vendor vendor = new Vendor(folder.resolve("metadata")).initialise();
        Map<String, String> backup = vendor.files();
        for (int i = 0; i < 5; i++) {
            vendor.publish("release-" + i);
        }
        InMemoryMetadataStore client = new InMemoryMetadataStore();
        Map<String, Long> seen = vendor.client(client).refresh().versions();
        for (String name : vendor.files().keySet()) {
            Files.delete(vendor.folder.resolve(name));
        }
        for (String name : backup.keySet()) {
            vendor.put(backup, name);
        }
        vendor.publish("after-the-backup");
        assertThatThrownBy(() -> vendor.client(client).refresh()).isInstanceOf(RollbackException.class);

        try (Publication publication = vendor.repository.begin(vendor.keys())) {
            publication.riseAbove(seen);
            publication.commit();
        }

        var followed = vendor.client(client);
        assertThat(followed.refresh().versions())
                .containsEntry("timestamp", 7L)
                .containsEntry("snapshot", 7L)
                .containsEntry("targets", 7L);
        assertThat(followed.find("after-the-backup")).isPresent();
    }
}
