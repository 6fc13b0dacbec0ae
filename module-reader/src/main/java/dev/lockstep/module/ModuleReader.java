package dev.lockstep.module;

import dev.lockstep.core.archive.SafeArchive;
import dev.lockstep.core.component.FeatureBundles;
import dev.lockstep.core.component.FeaturesFile;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * Reads bundles and feature files into the description that a publisher signs.
 *
 * <p>A module's identity is the symbolic name of its bundle, or the name of its feature; never the name of a file. Besides
 * OSGi's own headers a bundle may carry {@code Lockstep-Platform} (the releases of the platform that it works with, such as
 * {@code [1.0.0,2.0.0)}), {@code Lockstep-Components} (the components it is for, separated by commas) and
 * {@code Lockstep-StartLevel}.
 */
public final class ModuleReader {
    /** The start level of a module's bundles where nothing else is said: after every bundle of the node. */
    public static final int START_LEVEL = 90;

    private static final VersionRange EVERY_PLATFORM = VersionRange.parse("[0.0.0,)");
    private static final int MANIFEST_LIMIT = 4 << 20;
    private static final int JAVA = 17;

    /** The features that every node has from its start on. */
    private static final Set<String> OF_NODE = Set.of(
            "framework",
            "shell",
            "ssh",
            "jaas",
            "feature",
            "bundle",
            "config",
            "log",
            "service",
            "system",
            "management",
            "scr",
            "eventadmin",
            "lockstep-json",
            "lockstep-http",
            "lockstep-node");

    /**
     * What the publisher says of a module, beyond what its files say.
     *
     * @param platform the releases of the platform that it works with; empty for what the files say, or all
     * @param components the components it is for; empty for what the files say, or all
     * @param publisher who makes it; empty for what the files say
     */
    public record Particulars(Optional<VersionRange> platform, List<String> components, Optional<String> publisher) {
        /** Only what the files say. */
        public static final Particulars NONE = new Particulars(Optional.empty(), List.of(), Optional.empty());

        public Particulars {
            components = List.copyOf(components);
        }
    }

    /**
     * Reads a bundle as a module of its own.
     *
     * @throws ProblemException with {@code LS-MODULE-MALFORMED} if the file is no bundle, or one that no module may bring
     */
    public ModuleRelease readBundle(Path jar, Particulars particulars) throws IOException {
        return readBundle(jar, List.of(), particulars);
    }

    /**
     * Reads a bundle as a module of its own that is published together with others: a fragment among those may say what it is called.
     *
     * @param together all that are published, itself among them or not
     * @throws ProblemException with {@code LS-MODULE-MALFORMED} if the file is no bundle, or one that no module may bring
     */
    public ModuleRelease readBundle(Path jar, List<Path> together, Particulars particulars) throws IOException {
        try {
            Described bundle = describe(jar, START_LEVEL, together);
            BundleManifest manifest = bundle.manifest();
            return new ModuleRelease(
                    manifest.symbolicName(),
                    OsgiVersion.parse(manifest.version()),
                    bundle.titles().name().orElse(manifest.symbolicName()),
                    bundle.titles().description().orElse(""),
                    particulars.publisher().or(bundle.titles()::vendor).orElse(""),
                    particulars.components().isEmpty() ? bundle.components() : particulars.components(),
                    particulars.platform().or(bundle::platform).orElse(EVERY_PLATFORM),
                    List.of(bundle.bundle()));
        } catch (IllegalArgumentException e) {
            throw malformed(jar, e);
        }
    }

    /**
     * Reads a Karaf features file with one feature, or one of several by its name, as a module.
     *
     * @param bundles the folder with the bundles that the feature and those that it needs name, each under its own path, the path of a
     *     Maven repository, or its name: for {@code mvn:org.example/meter/1.0.0} that is {@code meter-1.0.0.jar}
     * @param feature the name, or name/version; empty if the file has only one
     * @throws ProblemException with {@code LS-MODULE-MALFORMED} if the file, or a bundle of it, cannot be used
     */
    public ModuleRelease readFeature(Path file, Path bundles, Optional<String> feature, Particulars particulars)
            throws IOException {
        try {
            FeatureBundles features = new FeatureBundles(bundles, FeaturesFile.read(file));
            FeaturesFile.Feature read = features.file().only(feature);
            Map<Path, Integer> startLevels = new LinkedHashMap<>();
            List<String> requirements = new ArrayList<>();
            List<String> capabilities = new ArrayList<>();
            for (FeaturesFile.Feature one : features.closure(read, need -> requireOfNode(read, need))) {
                requirements.addAll(one.requirements());
                capabilities.addAll(one.capabilities());
                for (FeaturesFile.BundleLine line : one.bundles()) {
                    startLevels.put(
                            features.find(line.address()), line.startLevel().orElse(START_LEVEL));
                }
            }
            if (startLevels.isEmpty()) {
                throw new UnusableValueException(Sentence.of("features.no-bundle", Map.of("feature", read)));
            }
            Map<Path, Described> described = new LinkedHashMap<>();
            for (Map.Entry<Path, Integer> bundle : startLevels.entrySet()) {
                described.put(
                        bundle.getKey(),
                        describe(bundle.getKey(), bundle.getValue(), List.copyOf(startLevels.keySet())));
            }
            Path first = read.bundles().isEmpty()
                    ? described.keySet().iterator().next()
                    : features.find(read.bundles().get(0).address());
            Described main = described.remove(first);
            List<ModuleRelease.Bundle> all = new ArrayList<>();
            all.add(with(main.bundle(), BundleManifest.clauses(requirements, capabilities)));
            described.values().stream().map(Described::bundle).forEach(all::add);
            ModuleRelease module = new ModuleRelease(
                    read.name(),
                    version(read.version()),
                    read.title(),
                    read.details(),
                    particulars.publisher().or(main.titles()::vendor).orElse(""),
                    particulars.components().isEmpty() ? main.components() : particulars.components(),
                    particulars.platform().or(main::platform).orElse(EVERY_PLATFORM),
                    all);
            UsableModule.objection(module).ifPresent(reason -> {
                throw new UnusableValueException(reason);
            });
            return module;
        } catch (IllegalArgumentException e) {
            throw malformed(file, e);
        }
    }

    private static void requireOfNode(FeaturesFile.Feature feature, FeaturesFile.Need need) {
        if (!OF_NODE.contains(need.name())) {
            throw new UnusableValueException(Sentence.of(
                    "features.elsewhere",
                    Map.of("feature", feature, "needed", (need.name() + " " + need.version()).strip())));
        }
    }

    /** A feature's own requirements and capabilities are those of its main bundle: for the resolver they come and go together. */
    private static ModuleRelease.Bundle with(ModuleRelease.Bundle bundle, BundleManifest more) {
        return new ModuleRelease.Bundle(
                bundle.symbolicName(),
                bundle.version(),
                bundle.blob(),
                bundle.startLevel(),
                Stream.concat(bundle.capabilities().stream(), more.capabilities().stream())
                        .toList(),
                Stream.concat(bundle.requirements().stream(), more.requirements().stream())
                        .toList());
    }

    private static Version version(String text) {
        try {
            Version version = Version.parse(text);
            // Karaf has such numbers in an int.
            OsgiVersion.parse(version.core().get(0) + "." + version.core().get(1) + "."
                    + version.core().get(2));
            return version;
        } catch (IllegalArgumentException notSemantic) {
            return OsgiVersion.parse(text);
        }
    }

    /**
     * Describes one bundle of a module.
     *
     * @throws ProblemException with {@code LS-MODULE-MALFORMED} if the file is no bundle, or one that no module may bring
     */
    public ModuleRelease.Bundle bundle(Path jar, int startLevel) throws IOException {
        try {
            return describe(jar, startLevel, List.of()).bundle();
        } catch (IllegalArgumentException e) {
            throw malformed(jar, e);
        }
    }

    private static Described describe(Path jar, int startLevel, List<Path> together) throws IOException {
        Map<String, String> headers;
        try (JarFile file = SafeArchive.open(jar)) {
            headers = headers(file, JarFile.MANIFEST_NAME)
                    .orElseThrow(() -> new UnusableValueException(Sentence.of("module.no-manifest")));
            headers.putAll(supplement(file, headers));
        } catch (java.util.zip.ZipException e) {
            throw new IllegalArgumentException("it is not a jar file (" + e.getMessage() + ")", e);
        }
        BundleManifest read = BundleManifest.read(headers);
        int level = optional(headers, "Lockstep-StartLevel")
                .map(ModuleReader::startLevel)
                .orElse(startLevel);
        var bundle = new ModuleRelease.Bundle(
                read.symbolicName(), read.version(), blob(jar), level, read.capabilities(), read.requirements());
        UsableModule.check(bundle);
        PlatformPackages.objection(bundle).ifPresent(reason -> {
            throw new UnusableValueException(reason);
        });
        List<String> components = optional(headers, "Lockstep-Components").stream()
                .flatMap(text -> Stream.of(text.split(",")))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
        Titles titles = Titles.of(
                headers, Titles.isLocalised(headers) ? new Relatives(together).textsOf(jar, read) : List.of());
        return new Described(
                bundle, read, titles, optional(headers, "Lockstep-Platform").map(VersionRange::parse), components);
    }

    private static Optional<String> optional(Map<String, String> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(String::strip).filter(text -> !text.isEmpty());
    }

    private static int startLevel(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Lockstep-StartLevel is not a number: \"" + text + "\"", e);
        }
    }

    /** A multi-release jar may replace imports and requirements for newer versions of Java (OSGi Core 8, section 3.2.1.1). */
    private static Map<String, String> supplement(JarFile file, Map<String, String> headers) throws IOException {
        Map<String, String> replaced = new TreeMap<>();
        if (!"true".equalsIgnoreCase(headers.get("Multi-Release"))) {
            return replaced;
        }
        for (int java = JAVA; java >= 9; java--) {
            Optional<Map<String, String>> found = headers(file, "META-INF/versions/" + java + "/OSGI-INF/MANIFEST.MF");
            if (found.isPresent()) {
                for (String name : List.of("Import-Package", "Require-Capability")) {
                    optional(found.get(), name).ifPresent(value -> replaced.put(name, value));
                }
                return replaced;
            }
        }
        return replaced;
    }

    static Optional<Map<String, String>> headers(JarFile file, String name) throws IOException {
        ZipEntry entry = file.getEntry(name);
        if (entry == null) {
            return Optional.empty();
        }
        try (InputStream in = file.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(MANIFEST_LIMIT + 1);
            if (bytes.length > MANIFEST_LIMIT) {
                throw new IllegalArgumentException("its manifest is longer than " + MANIFEST_LIMIT + " bytes");
            }
            return Optional.of(FrameworkManifest.headers(bytes));
        }
    }

    private static Blob blob(Path file) throws IOException {
        MessageDigest hash = Digest.algorithm();
        try (var out = new DigestOutputStream(OutputStream.nullOutputStream(), hash)) {
            long length = Files.copy(file, out);
            return new Blob(Digest.ofHash(hash.digest()), length);
        }
    }

    private static ProblemException malformed(Path file, IllegalArgumentException cause) {
        var name = String.valueOf(file.getFileName());
        return new ProblemException(
                dev.lockstep.core.problem.Problem.of(
                        ProblemCode.MODULE_MALFORMED, Map.of("file", name, "reason", Sentence.said(cause))),
                cause);
    }

    private record Described(
            ModuleRelease.Bundle bundle,
            BundleManifest manifest,
            Titles titles,
            Optional<VersionRange> platform,
            List<String> components) {}
}
