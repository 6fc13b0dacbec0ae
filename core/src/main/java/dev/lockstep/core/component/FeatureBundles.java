package dev.lockstep.core.component;

import dev.lockstep.core.component.FeaturesFile.BundleLine;
import dev.lockstep.core.component.FeaturesFile.Feature;
import dev.lockstep.core.component.FeaturesFile.Need;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Finds the bundles of features in a folder, and those of the features that these need. Every bundle has to lie in the folder, for
 * nothing is loaded from elsewhere.
 *
 * @param folder where the bundles are
 * @param file the features
 */
public record FeatureBundles(Path folder, FeaturesFile file) {
    /**
     * The bundles of some features of a component, in the order in which they are installed. Features that the file does not
     * define are taken to be installed in the node.
     *
     * @throws IllegalArgumentException that says what of it cannot be used
     */
    public static List<Path> find(Path tree, ComponentDescription.Features wanted) throws IOException {
        Path repository = inside(tree, wanted.repository());
        if (!Files.isRegularFile(repository)) {
            throw new UnusableValueException(Sentence.of("features.no-file", Map.of("file", wanted.repository())));
        }
        FeatureBundles bundles = new FeatureBundles(tree, FeaturesFile.read(repository));
        Set<Path> found = new LinkedHashSet<>();
        for (String name : wanted.names()) {
            for (Feature feature : bundles.closure(bundles.file.only(Optional.of(name)), need -> {})) {
                refuseClauses(feature);
                for (BundleLine bundle : feature.bundles()) {
                    found.add(bundles.find(bundle.address()));
                }
            }
        }
        return List.copyOf(found);
    }

    /** A component's bundles are installed without a resolver that could look for them. */
    private static void refuseClauses(Feature feature) {
        if (!feature.requirements().isEmpty() || !feature.capabilities().isEmpty()) {
            throw new UnusableValueException(Sentence.of(
                    "features.element",
                    Map.of(
                            "feature",
                            feature,
                            "what",
                            feature.requirements().isEmpty() ? "capability" : "requirement")));
        }
    }

    /** Is told of a feature that the file does not define. */
    @FunctionalInterface
    public interface Elsewhere {
        void needed(Need need);
    }

    /**
     * A feature, after those that it needs.
     *
     * @param elsewhere may throw
     */
    public List<Feature> closure(Feature feature, Elsewhere elsewhere) {
        Map<String, Feature> found = new LinkedHashMap<>();
        collect(feature, elsewhere, found, new LinkedHashSet<>());
        return List.copyOf(found.values());
    }

    private void collect(Feature feature, Elsewhere elsewhere, Map<String, Feature> found, Set<String> seen) {
        if (!seen.add(feature.toString())) {
            return;
        }
        for (Need need : feature.needs()) {
            file.meeting(need)
                    .ifPresentOrElse(one -> collect(one, elsewhere, found, seen), () -> elsewhere.needed(need));
        }
        found.put(feature.toString(), feature);
    }

    /**
     * The file of a bundle: at its own path, or at that of a Maven repository in the folder, or the only one of its name.
     *
     * @throws IllegalArgumentException if there is none, or nobody can say which of several
     */
    public Path find(BundleAddress address) throws IOException {
        if (address.path().isPresent()) {
            Path file = inside(folder, address.path().get());
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        List<Path> named = new ArrayList<>();
        try (Stream<Path> files = Files.walk(folder)) {
            files.filter(file -> file.getFileName().toString().equals(address.fileName()))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .forEach(named::add);
        }
        List<Path> placed = named.stream()
                .filter(file -> address.folder()
                        .filter(place -> file.getParent().endsWith(Path.of(place)))
                        .isPresent())
                .toList();
        List<Path> found = placed.isEmpty() ? named : placed;
        if (found.size() == 1) {
            return found.get(0);
        }
        throw new UnusableValueException(Sentence.of(
                found.isEmpty() ? "features.bundle-missing" : "features.bundle-several",
                Map.of(
                        "address",
                        address,
                        "file",
                        address.fileName(),
                        "folder",
                        folder,
                        "files",
                        String.join(
                                ", ",
                                found.stream()
                                        .map(file -> folder.relativize(file).toString())
                                        .toList()))));
    }

    private static Path inside(Path folder, String path) {
        Path file = folder.resolve(path).normalize();
        if (!file.startsWith(folder.normalize())) {
            throw new UnusableValueException(Sentence.of("features.outside", Map.of("file", path)));
        }
        return file;
    }
}
