package dev.lockstep.client.internal.component;

import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.component.DescriptionReader;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.VersionPointer;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.PropertiesText;
import dev.lockstep.core.text.SystemText;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where a component's versions, its settings and its own data are on this computer:
 *
 * <pre>
 * data/lockstep/components/metering-poll/versions/1.1.0/     complete trees
 * data/lockstep/components/metering-poll/current             which one runs
 * etc/dev.lockstep.component-metering-poll.cfg               config, data, variable.*, poll.host.file
 * </pre>
 */
public final class ComponentFolders {

    private final NodeIdentity node;
    private final Supplier<String> localUrl;

    /**
     * The folders of a node.
     *
     * @param localUrl the URL of the agent's local service, for {@code ${node}}
     */
    public ComponentFolders(NodeIdentity node, Supplier<String> localUrl) {
        this.node = node;
        this.localUrl = localUrl;
    }

    /** The folder that holds all components. */
    public Path root() {
        return node.data().resolve("components");
    }

    /** The folder that holds a component's versions and its pointer. */
    public Path folder(String component) {
        return root().resolve(component);
    }

    /** Which version of a component is the current one. */
    public VersionPointer pointer(String component) {
        return new VersionPointer(folder(component));
    }

    /** Whether a version is complete on disk. */
    public boolean holds(String component, Version version) {
        return Files.isDirectory(pointer(component).folderOf(version));
    }

    /** Makes no version of a component the current one. */
    public void forget(String component) throws IOException {
        DurableFiles.delete(folder(component).resolve("current"));
    }

    /**
     * A version of a component, with the settings that this computer has for it.
     *
     * @throws ProblemException if its description or its settings cannot be used
     */
    public Deployed deployed(String component, Version version) {
        return deployed(
                component, version, description(component, pointer(component).folderOf(version)));
    }

    /**
     * Demands that this computer has every setting that a version needs which is not on disk yet.
     *
     * @param description the bytes of its description
     * @throws ProblemException that names the setting and the file, or what is wrong with the description
     */
    public void requireSettings(String component, Version version, byte[] description) {
        try {
            deployed(component, version, DescriptionReader.read(component, description))
                    .requireFilled();
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(ComponentDescription.FILE + " (" + component + " " + version + ")", e);
        }
    }

    /** The file in {@code etc} with the settings of a component. */
    static String settingsFile(String component) {
        return "dev.lockstep.component-" + component + ".cfg";
    }

    private Deployed deployed(String component, Version version, ComponentDescription description) {
        Path tree = pointer(component).folderOf(version);
        Map<String, String> settings = settings(component);
        Path config = path(settings, "config", node.home().resolve("etc").resolve(component));
        Path data = path(settings, "data", node.home().resolve("data").resolve(component));
        Map<String, String> values = new LinkedHashMap<>();
        settings.forEach((key, value) -> {
            if (key.startsWith("variable.")) {
                values.put(key.substring("variable.".length()), value);
            }
        });
        values.put("java", java().toString());
        values.put("tree", tree.toString());
        values.put("config", config.toString());
        values.put("data", data.toString());
        values.put("node", localUrl.get());
        return new Deployed(
                component,
                version,
                tree,
                folder(component),
                node.home().resolve("log").resolve(component + ".log"),
                data,
                description,
                new Placeholders(values));
    }

    private static ComponentDescription description(String component, Path tree) {
        try {
            return DescriptionReader.read(component, tree);
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(tree.resolve(ComponentDescription.FILE).toString(), e);
        }
    }

    private static ProblemException malformed(String file, Exception e) {
        ProblemException problem = ProblemException.of(
                ProblemCode.CONFIGURATION_MALFORMED, Map.of("file", file, "reason", Sentence.said(e)));
        problem.initCause(e);
        return problem;
    }

    /** The poll service's configuration file that a component's settings name; empty if they name none. */
    public Optional<Path> pollHostFile(String component) {
        String file = settings(component).getOrDefault("poll.host.file", "").strip();
        return file.isEmpty() ? Optional.empty() : Optional.of(within(file));
    }

    private Path path(Map<String, String> settings, String key, Path ifMissing) {
        String value = settings.getOrDefault(key, "").strip();
        return value.isEmpty() ? ifMissing : within(value);
    }

    private Path within(String text) {
        return node.home().resolve(SystemText.ofThisProcess().path(text));
    }

    private Map<String, String> settings(String component) {
        Path file = node.home().resolve("etc").resolve(settingsFile(component));
        try {
            return PropertiesText.read(file).values();
        } catch (IOException | IllegalArgumentException e) {
            throw malformed(file.toString(), e);
        }
    }

    private static Path java() {
        boolean windows = System.getProperty("os.name").startsWith("Windows");
        return Path.of(System.getProperty("java.home")).resolve("bin").resolve(windows ? "java.exe" : "java");
    }
}
