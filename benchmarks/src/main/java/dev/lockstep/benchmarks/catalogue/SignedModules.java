package dev.lockstep.benchmarks.catalogue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.module.ModuleReader;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RepositoryException;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A vendor's published folder with many modules, half of them signed by a publisher. Each exports three packages, and imports one
 * each from two modules with lower numbers, so that to install one is to choose a handful.
 */
final class SignedModules {
    private final Path folder;
    private final Ed25519Signer vendor = Ed25519Signer.generate();
    private final Ed25519Signer publisher = Ed25519Signer.generate();
    private final KeyRing keys = KeyRing.of(vendor, publisher);
    private byte[] root = {};

    SignedModules(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    byte[] root() {
        return root.clone();
    }

    static String name(int number) {
        return (number % 2 == 0 ? "com.vendor.module" : "com.acme.module") + number;
    }

    void publish(int count) throws IOException, TufException, RepositoryException {
        TufRepository repository =
                new TufRepository(folder.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys own = RoleKeys.single(vendor.publicKey());
        root = repository.initialise(new RootPlan(own, own, own, own), keys);
        try (Publication publication = repository.begin(keys)) {
            publication.delegate("acme", RoleKeys.single(publisher.publicKey()), List.of("modules/com.acme.*/*"), true);
            for (int i = 0; i < count; i++) {
                TargetFile target = described(module(i));
                if (i % 2 == 0) {
                    publication.add(target);
                } else {
                    publication.add("acme", target);
                }
            }
            publication.commit();
        }
    }

    /** Read from its bundle as {@code lockstep publish} reads it. */
    private ModuleRelease module(int number) throws IOException {
        Path jar = folder.resolve("bundle.jar");
        Files.createDirectories(folder);
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue("Bundle-ManifestVersion", "2");
        headers.putValue("Bundle-SymbolicName", name(number));
        headers.putValue("Bundle-Version", "1.0.0");
        headers.putValue("Bundle-Name", "Module " + number);
        String name = name(number);
        headers.putValue(
                "Export-Package",
                name + ";version=\"1.0.0\"," + name + ".api;version=\"1.0.0\"," + name + ".spi;version=\"1.0.0\"");
        if (number > 1) {
            headers.putValue(
                    "Import-Package",
                    name(number / 2) + ".api;version=\"[1.0,2)\"," + name(number / 3) + ".spi;version=\"[1.0,2)\"");
        }
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return new ModuleReader()
                .readBundle(
                        jar,
                        new ModuleReader.Particulars(
                                Optional.of(VersionRange.parse("[1.0.0,2.0.0)")), List.of(), Optional.empty()));
    }

    private TargetFile described(ModuleRelease module) throws IOException, TufException {
        byte[] description = ReleaseJson.write(module);
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "module");
        TargetFile target = new TargetFile(
                ModuleRelease.targetName(module.name(), module.version()),
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()),
                custom);
        Path file = ConsistentNames.target(folder.resolve("targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, description);
        return target;
    }
}
