package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.component.Deployed;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.Release.ComponentRelease;
import dev.lockstep.core.release.Release.PlatformTree;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignedComponentsTest {
    private static final byte[] SIGNED = "what the vendor signed".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path home;

    private final Version one = Version.parse("1.0.0");
    private final Version two = Version.parse("2.0.0");
    private Optional<VendorMetadata> trusted = Optional.empty();
    private ComponentFolders folders;
    private FileContentStore store;
    private SignedComponents signed;
    private GuardList list;

    @BeforeEach
    void aComputer() {
        Path data = home.resolve("data/lockstep");
        folders = new ComponentFolders(new NodeIdentity("id", "computer", Platform.ANY, home, data), () -> "");
        store = new FileContentStore(data.resolve("store"));
        signed = new SignedComponents(data, store, () -> trusted, Platform.ANY);
        list = new GuardList(data.resolve("guard/components.sha256"));
    }

    @Test
    @DisplayName("LS-171: what a component may run in the node is what the vendor signed, not what lies in its tree")
    void theSignedHashesAreListed() throws Exception {
        Deployed component = onDisk(one);

        signed.add(component, tree());

        assertThat(list.read().keySet()).containsExactly(Digest.of(SIGNED));
        assertThat(list.read().values()).containsExactly("meters/1.0.0/bundles/meter.jar");
    }

    @Test
    void whatIsGoneLeavesTheList() throws Exception {
        Deployed before = onDisk(one);
        signed.add(before, tree());
        Files.move(before.tree(), before.tree().resolveSibling("gone"));

        signed.add(onDisk(two), tree());

        assertThat(list.read().values()).containsExactly("meters/2.0.0/bundles/meter.jar");
    }

    @Test
    void aComponentThatRunsAsAProcessIsNotListed() throws Exception {
        Deployed component = onDisk(one, "{\"format\":1,\"controller\":\"none\"}");

        signed.add(component, tree());

        assertThat(list.read()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-171: a component from before there was a guard is listed by the release that the vendor signed, or not at all")
    void aComponentOfBefore() throws Exception {
        Deployed component = onDisk(one);
        signed.require(component);
        assertThat(list.read()).isEmpty();
        byte[] tree = ReleaseJson.write(tree());
        Blob release = store.add(ReleaseJson.write(release(store.add(tree))));
        trusted = Optional.of((VendorMetadata) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {VendorMetadata.class},
                (proxy, method, arguments) ->
                        arguments[0].equals(Release.targetName(one)) ? Optional.of(release) : Optional.empty()));

        signed.require(component);

        assertThat(list.read().keySet()).containsExactly(Digest.of(SIGNED));
        trusted = Optional.empty();
        signed.require(component);
        assertThat(list.read().keySet()).containsExactly(Digest.of(SIGNED));
    }

    private static Tree tree() {
        Blob other = new Blob(Digest.of(new byte[1]), 1);
        return new Tree(List.of(
                new Tree.Folder("bundles"),
                new Tree.File("bundles/meter.jar", new Blob(Digest.of(SIGNED), SIGNED.length), false),
                new Tree.File("bundles/other.jar", other, false),
                new Tree.File("features.xml", other, false)));
    }

    private Deployed onDisk(Version version) throws IOException {
        return onDisk(
                version,
                "{\"format\":1,\"controller\":\"features\",\"features\":{\"repository\":\"features.xml\",\"names\":[\"m\"]}}");
    }

    private Deployed onDisk(Version version, String description) throws IOException {
        Path tree = folders.pointer("meters").folderOf(version);
        Files.createDirectories(tree.resolve("bundles"));
        Files.writeString(tree.resolve("bundles/meter.jar"), "something else");
        Files.writeString(
                tree.resolve("features.xml"),
                "<features><feature name='m'><bundle>file:bundles/meter.jar</bundle></feature></features>");
        Files.writeString(tree.resolve("lockstep-component.json"), description);
        return folders.deployed("meters", version);
    }

    private Release release(Blob tree) {
        return new Release(
                one,
                "stable",
                1,
                Instant.EPOCH,
                List.of(new ComponentRelease("meters", List.of(new PlatformTree(Platform.ANY, tree, 3, 3)))),
                List.of(),
                List.of(),
                VersionRange.parse("[1.0.0,2.0.0)"));
    }
}
