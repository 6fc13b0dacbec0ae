package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.InMemoryMetadataStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Section 6: whatever file was the last that could be written, clients see the state before or the state after, whole. */
class CrashTest {
    @TempDir
    private Path folder;

    private Vendor vendor;
    private Map<String, String> before;

    @BeforeEach
    void publishOneRelease() throws Exception {
        vendor = new Vendor(folder.resolve("metadata")).initialise();
        vendor.publish("a");
        before = vendor.files();
    }

    /** The files that were written since, in an order in which the writer may have written them. */
    private List<String> written(Map<String, String> after) {
        Map<String, String> changed = new TreeMap<>(after);
        changed.entrySet().removeIf(file -> file.getValue().equals(before.get(file.getKey())));
        List<String> names = new ArrayList<>(changed.keySet());
        names.remove("timestamp.json");
        names.add("timestamp.json");
        return names;
    }

    private void goBack() throws Exception {
        for (String name : vendor.files().keySet()) {
            Files.delete(vendor.folder.resolve(name));
        }
        for (String name : before.keySet()) {
            vendor.put(before, name);
        }
    }

    @Test
    void clientsSeeTheOldStateUntilTheTimestampIsThere() throws Exception {
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = vendor.repository.begin(vendor.keys(acme))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/*"), true);
            publication.add("acme", Vendor.target("modules/x"));
            publication.add(Vendor.target("b"));
            publication.commit();
        }
        Map<String, String> after = vendor.files();
        List<String> order = written(after);
        assertThat(order).containsExactly("1.acme.json", "3.snapshot.json", "3.targets.json", "timestamp.json");
        goBack();

        for (String name : order) {
            var client = vendor.client();
            client.refresh();
            assertThat(client.find("a")).isPresent();
            assertThat(client.find("b")).isEmpty();
            vendor.put(after, name);
        }
        var client = vendor.client();
        client.refresh();
        assertThat(client.find("b")).isPresent();
        assertThat(client.find("modules/x")).isPresent();
    }

    /** The disk fails when this file is written. */
    private void failAt(String name) throws Exception {
        Files.createDirectory(vendor.folder.resolve(name + ".new"));
    }

    private void repair(String name) throws Exception {
        Files.delete(vendor.folder.resolve(name + ".new"));
    }

    @Test
    void aDiskThatFailsAtAnyFileLeavesTheOldStateAndTheNextTrySucceeds() throws Exception {
        for (String name : List.of("3.targets.json", "3.snapshot.json", "timestamp.json")) {
            failAt(name);
            assertThatThrownBy(() -> vendor.publish("b")).isInstanceOf(IOException.class);
            repair(name);

            assertThat(vendor.files()).containsEntry("timestamp.json", before.get("timestamp.json"));
            var client = vendor.client();
            client.refresh();
            assertThat(client.find("a")).isPresent();
            assertThat(client.find("b")).isEmpty();
        }
        assertThat(vendor.files()).containsKeys("3.targets.json", "4.targets.json", "3.snapshot.json");

        vendor.publish("b");
        var client = vendor.client();
        client.refresh();
        assertThat(client.find("b")).isPresent();
    }

    @Test
    void theRootOfARotationIsWrittenLastIfTheOldKeysAreAtHandAndFirstIfNot() throws Exception {
        Ed25519Signer fresh = Ed25519Signer.generate();
        RootPlan plan = Vendor.plan(vendor.root, vendor.targets, vendor.snapshot, fresh);
        failAt("timestamp.json");
        assertThatThrownBy(() -> vendor.repository.rotate(plan, vendor.keys(fresh)))
                .isInstanceOf(IOException.class);
        assertThat(vendor.files()).doesNotContainKey("2.root.json");
        vendor.client().refresh();

        KeyRing withoutTheLostKey = KeyRing.of(vendor.root, vendor.targets, vendor.snapshot, fresh);
        assertThatThrownBy(() -> vendor.repository.rotate(plan, withoutTheLostKey))
                .isInstanceOf(IOException.class);
        assertThat(vendor.files()).containsKey("2.root.json");

        repair("timestamp.json");
        vendor.repository.renewTimestamp(withoutTheLostKey);
        assertThat(vendor.client().refresh().versions()).containsEntry("root", 2L);
    }

    @Test
    void whatWasCutOffIsNeverWrittenOver() throws Exception {
        vendor.publish("b");
        Map<String, String> cutOff = vendor.files();
        Files.writeString(vendor.folder.resolve("timestamp.json"), before.get("timestamp.json"));

        vendor.publish("c");

        assertThat(vendor.files())
                .containsEntry("3.targets.json", cutOff.get("3.targets.json"))
                .containsEntry("3.snapshot.json", cutOff.get("3.snapshot.json"))
                .containsKeys("4.targets.json", "4.snapshot.json");
        var client = vendor.client();
        client.refresh();
        assertThat(client.find("b")).isEmpty();
        assertThat(client.find("c")).isPresent();
    }

    @Test
    void aRotationWithAllOldKeysAtHandLeavesNoMomentInWhichClientsAreStuck() throws Exception {
        Ed25519Signer[] fresh = {
            Ed25519Signer.generate(), Ed25519Signer.generate(), Ed25519Signer.generate(), Ed25519Signer.generate()
        };
        vendor.repository.rotate(Vendor.plan(fresh[0], fresh[1], fresh[2], fresh[3]), vendor.keys(fresh));
        Map<String, String> after = vendor.files();
        goBack();
        InMemoryMetadataStore follower = new InMemoryMetadataStore();
        vendor.client(follower).refresh();

        for (String name : List.of("3.targets.json", "3.snapshot.json", "timestamp.json", "2.root.json")) {
            vendor.put(after, name);
            vendor.client().refresh();
            vendor.client(follower).refresh();
        }

        assertThat(vendor.files()).isEqualTo(after);
        assertThat(vendor.client().refresh().versions()).containsEntry("root", 2L);
    }

    @Test
    void aRotationAfterLostKeysThatWasCutOffIsCompletedByTheNextPublication() throws Exception {
        Ed25519Signer lost = vendor.timestamp;
        Ed25519Signer fresh = Ed25519Signer.generate();
        KeyRing found = KeyRing.of(vendor.root, vendor.targets, vendor.snapshot, fresh);
        vendor.repository.rotate(Vendor.plan(vendor.root, vendor.targets, vendor.snapshot, fresh), found);
        Map<String, String> after = vendor.files();
        assertThat(after.get("timestamp.json")).doesNotContain(lost.keyId());
        goBack();
        vendor.put(after, "2.root.json");

        vendor.repository.renewTimestamp(found);

        assertThat(vendor.client().refresh().versions())
                .containsEntry("root", 2L)
                .containsEntry("timestamp", 3L);
    }
}
