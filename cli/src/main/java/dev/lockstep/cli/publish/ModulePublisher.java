package dev.lockstep.cli.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.ProblemException;
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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
        Map<Path, ModuleRelease> modules = read(order);
        for (Map.Entry<Path, ModuleRelease> module : modules.entrySet()) {
            publishing.payloads().expect(Files.size(module.getKey()));
        }
        for (Map.Entry<Path, ModuleRelease> module : modules.entrySet()) {
            outcomes.add(publish(module.getValue(), List.of(module.getKey())));
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

    /** All of them, before anything is published; if several cannot be used, all of these are named. */
    private Map<Path, ModuleRelease> read(ModuleOrder order) throws IOException, Failure {
        Map<Path, ModuleRelease> modules = new LinkedHashMap<>();
        List<ProblemException> refused = new ArrayList<>();
        for (Path jar : order.jars()) {
            requireFile(jar);
            try {
                modules.put(jar, reader.readBundle(jar, order.jars(), order.particulars()));
            } catch (ProblemException e) {
                refused.add(e);
            }
        }
        if (refused.size() == 1) {
            throw refused.get(0);
        }
        if (!refused.isEmpty()) {
            throw new Failure(
                    refused.get(0).problem().code().code(),
                    refused.size() + " of " + Plurals.english(order.jars().size(), "file", "files")
                            + " cannot be published:"
                            + refused.stream()
                                    .map(e -> System.lineSeparator() + "  "
                                            + e.problem().sentence())
                                    .collect(Collectors.joining()));
        }
        return modules;
    }

    /** What the modules need and nobody offers, in sentences. */
    List<String> unmet(List<Outcome> outcomes) throws IOException, UnsafeNameException, Failure {
        List<ModuleRelease> published =
                new ArrayList<>(outcomes.stream().map(Outcome::module).toList());
        for (String target : publishing.targets().keySet()) {
            boolean isNew = outcomes.stream()
                    .map(Outcome::module)
                    .anyMatch(module -> ModuleRelease.targetName(module.name(), module.version())
                            .equals(target));
            if (target.startsWith("modules/") && !isNew) {
                publishing.description(target).map(ReleaseJson::readModule).ifPresent(published::add);
            }
        }
        UnmetRequirements unmet = new UnmetRequirements(published);
        return outcomes.stream()
                .flatMap(outcome -> unmet.of(outcome.module()).stream())
                .toList();
    }

    private Outcome publish(ModuleRelease module, List<Path> jars) throws IOException, UnsafeNameException, Failure {
        String target = ModuleRelease.targetName(module.name(), module.version());
        byte[] description = readable(module);
        Optional<byte[]> before = publishing.description(target);
        if (before.isPresent()) {
            requireSame(ReleaseJson.readModule(before.get()), module);
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

    /** What a description says of the same bundles may have been read otherwise by an older publisher: what is signed stays. */
    private static void requireSame(ModuleRelease before, ModuleRelease module) throws Failure {
        boolean same = bundles(before).equals(bundles(module))
                && before.components().equals(module.components())
                && before.platform().equals(module.platform());
        if (same) {
            return;
        }
        String version = before.bundles().get(0).version();
        String other = module.bundles().get(0).version();
        throw new Failure(
                "MODULE-EXISTS",
                "Module " + module.name() + " " + module.version()
                        + (version.equals(other)
                                ? " is published already with other contents."
                                : " is published already, made of the bundle version " + version + "; " + other
                                        + " differs from it only in \"_\" and \"-\", which count as the same.")
                        + " What is published is never changed: give the module another version.");
    }

    private static List<Object> bundles(ModuleRelease module) {
        return module.bundles().stream()
                .<Object>map(bundle -> List.of(
                        bundle.symbolicName(), bundle.version(), bundle.blob().digest(), bundle.startLevel()))
                .toList();
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
        try (Stream<Path> files = Files.walk(bundles)) {
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
