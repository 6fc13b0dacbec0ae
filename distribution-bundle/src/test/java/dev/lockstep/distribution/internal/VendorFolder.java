package dev.lockstep.distribution.internal;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

/** A vendor's published folder, really signed, made by a test. */
final class VendorFolder {
    private final Path folder;
    private final KeyRing keys;
    private final TufRepository repository;
    private final byte[] root;
    private long counter;

    VendorFolder(Path folder) throws Exception {
        this.folder = folder;
        Ed25519Signer signer = Ed25519Signer.generate();
        keys = KeyRing.of(signer);
        repository = new TufRepository(folder.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys own = RoleKeys.single(signer.publicKey());
        root = repository.initialise(new RootPlan(own, own, own, own), keys);
    }

    Path folder() {
        return folder;
    }

    byte[] root() {
        return root.clone();
    }

    /** Signs the timestamp again, with the next version. */
    void renewTimestamp() throws Exception {
        repository.renewTimestamp(keys);
    }

    /** Bytes that are the same for the same seed. */
    static byte[] bytes(long seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** A server for any platform, a workstation for two; they share a library with the release before. */
    void publish(String version, String... floors) throws Exception {
        byte[] shared = bytes(1, 50_000);
        byte[] own = version.getBytes(StandardCharsets.UTF_8);
        publish(
                version,
                List.of(
                        component("metering-server", Map.of("any", Map.of("shared.jar", shared, "server", own))),
                        component(
                                "metering-workstation",
                                Map.of(
                                        "linux-x64",
                                                Map.of("shared.jar", shared, "run", bytes(version.hashCode(), 200_000)),
                                        "windows-x64",
                                                Map.of(
                                                        "shared.jar",
                                                        shared,
                                                        "run.exe",
                                                        bytes(version.hashCode() + 1L, 150_000))))),
                floors);
    }

    void publish(String version, List<Release.ComponentRelease> components, String... floors) throws Exception {
        Release release = new Release(
                Version.parse(version),
                "stable",
                ++counter,
                Instant.parse("2026-11-22T10:00:00Z"),
                components,
                Stream.of(floors).map(Version::parse).toList(),
                List.of(),
                VersionRange.parse("[1.0.0,2.0.0)"));
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep")
                .put("kind", "release")
                .put("version", version)
                .put("channel", "stable")
                .put("counter", counter);
        sign(Release.targetName(release.version()), ReleaseJson.write(release), custom);
    }

    void publishModule(String name, String version, byte[] bundle) throws Exception {
        ModuleRelease module = new ModuleRelease(
                name,
                Version.parse(version),
                name,
                "",
                "test",
                List.of(),
                VersionRange.parse("[1.0.0,2.0.0)"),
                List.of(new ModuleRelease.Bundle(name, version, payload(bundle), 80, List.of(), List.of())));
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "module").put("name", name).put("version", version);
        sign(ModuleRelease.targetName(name, module.version()), ReleaseJson.write(module), custom);
    }

    /** A component of files by path, by platform. */
    Release.ComponentRelease component(String name, Map<String, Map<String, byte[]>> platforms) throws IOException {
        List<Release.PlatformTree> trees = new ArrayList<>();
        for (var platform : platforms.entrySet()) {
            List<Tree.Entry> entries = new ArrayList<>();
            for (var file : platform.getValue().entrySet()) {
                entries.add(new Tree.File(file.getKey(), payload(file.getValue()), false));
            }
            Tree tree = new Tree(entries);
            trees.add(new Release.PlatformTree(
                    new Platform(platform.getKey()),
                    payload(ReleaseJson.write(tree)),
                    tree.files().size(),
                    tree.bytes()));
        }
        return new Release.ComponentRelease(name, trees);
    }

    private void sign(String name, byte[] description, ObjectNode custom) throws Exception {
        TargetFile target = new TargetFile(
                name,
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()),
                custom);
        Path file = ConsistentNames.target(folder.resolve("targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, description);
        try (Publication publication = repository.begin(keys)) {
            publication.add(target);
            publication.commit();
        }
    }

    Path file(Blob blob) {
        return folder.resolve("targets").resolve(blob.digest().path());
    }

    private Blob payload(byte[] bytes) throws IOException {
        Blob blob = Blob.of(bytes);
        Path file = file(blob);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        return blob;
    }
}
