package dev.lockstep.cli.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.module.ModuleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes modules of bundles and features files, and puts them among what is going to be signed. */
final class ModulePublisher {
    private final Publishing publishing;
    private final ModuleReader reader = new ModuleReader();

    ModulePublisher(Publishing publishing) {
        this.publishing = publishing;
    }

    /**
     * What came of one module.
     *
     * @param module the module as it is published
     * @param isNew false if the same was published before
     */
    record Outcome(ModuleRelease module, boolean isNew) {}

    /**
     * Publishes all of them; what is published already with the same contents is fine.
     *
     * @throws Failure if a version is published with other contents
     */
    List<Outcome> publish(ModuleOrder order) throws IOException, UnsafeNameException, Failure {
        List<Outcome> outcomes = new ArrayList<>();
        for (Path jar : order.jars()) {
            requireFile(jar);
            publishing.payloads().expect(Files.size(jar));
            ModuleRelease module = reader.readBundle(jar, order.particulars());
            outcomes.add(publish(module, List.of(jar)));
        }
        if (order.features().isPresent()) {
            Path file = order.features().get();
            requireFile(file);
            Path bundles = order.bundles().orElse(file.toAbsolutePath().getParent());
            ModuleRelease module = reader.readFeature(file, bundles, order.feature(), order.particulars());
            outcomes.add(publish(module, jarsOf(module, bundles)));
        }
        return outcomes;
    }

    private Outcome publish(ModuleRelease module, List<Path> jars) throws IOException, UnsafeNameException, Failure {
        String target = ModuleRelease.targetName(module.name(), module.version());
        byte[] description = readable(module);
        Optional<byte[]> before = publishing.description(target);
        if (before.isPresent() && !Arrays.equals(before.get(), description)) {
            throw new Failure(
                    "MODULE-EXISTS",
                    "Module " + module.name() + " " + module.version()
                            + " is published already with other contents. What is published is never changed: give the"
                            + " module another version.");
        }
        Set<Blob> missing = new HashSet<>();
        module.bundles().forEach(bundle -> missing.add(bundle.blob()));
        for (Path jar : jars) {
            missing.remove(publishing.payloads().add(jar));
        }
        if (!missing.isEmpty()) {
            throw new Failure(
                    "MODULE-CHANGED", "The files of " + module.name() + " were changed while they were read.");
        }
        if (before.isEmpty()) {
            publishing.describe(
                    target,
                    description,
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("kind", "module")
                            .put("name", module.name())
                            .put("version", module.version().toString()));
        }
        return new Outcome(module, before.isEmpty());
    }

    /** Nothing is published that clients would refuse, such as a document that is too long. */
    private static byte[] readable(ModuleRelease module) throws Failure {
        byte[] description = ReleaseJson.write(module);
        try {
            ReleaseJson.readModule(description);
            return description;
        } catch (IllegalArgumentException e) {
            throw new Failure("MODULE-INVALID", "The module cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private List<Path> jarsOf(ModuleRelease module, Path bundles) throws IOException {
        Set<Blob> wanted = new HashSet<>();
        module.bundles().forEach(bundle -> wanted.add(bundle.blob()));
        List<Path> jars = new ArrayList<>();
        try (Stream<Path> files = Files.list(bundles)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                long length = Files.size(file);
                boolean possible = wanted.stream().anyMatch(blob -> blob.length() == length);
                if (possible && wanted.remove(Payloads.hash(file, bytes -> {}))) {
                    publishing.payloads().expect(length);
                    jars.add(file);
                }
            }
        }
        return jars;
    }

    private static void requireFile(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new NoSuchFileException(file.toString());
        }
    }
}
