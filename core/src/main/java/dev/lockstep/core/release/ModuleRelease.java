package dev.lockstep.core.release;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One version of an external module, as its publisher signs it.
 *
 * <p>It is the target {@code modules/<name>/<version>.json} of the vendor's repository.
 *
 * @param name its identity: the symbolic name of its main bundle, or the name of its feature
 * @param version its version
 * @param title for people
 * @param description for people
 * @param publisher who made it
 * @param components the components it is for; empty for all. Others do not load it
 * @param platform the releases of the platform that it works with
 * @param bundles what is installed, in this order; the first is the main bundle
 */
public record ModuleRelease(
        String name,
        Version version,
        String title,
        String description,
        String publisher,
        List<String> components,
        VersionRange platform,
        List<Bundle> bundles) {

    public ModuleRelease {
        Names.require("module", name);
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(title, "title");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(publisher, "publisher");
        components = List.copyOf(components);
        Objects.requireNonNull(platform, "platform");
        components.forEach(component -> Names.require("component", component));
        bundles = List.copyOf(bundles);
        if (bundles.isEmpty()) {
            throw new IllegalArgumentException("module " + name + " has no bundle");
        }
    }

    /** The name of the signed target that describes a version of a module. */
    public static String targetName(String name, Version version) {
        return "modules/" + name + "/" + version + ".json";
    }

    /**
     * One bundle of a module.
     *
     * @param symbolicName its Bundle-SymbolicName
     * @param version its Bundle-Version, as OSGi writes it
     * @param blob its bytes
     * @param startLevel its OSGi start level
     * @param capabilities what it provides, for the resolver
     * @param requirements what it needs, for the resolver
     */
    public record Bundle(
            String symbolicName,
            String version,
            Blob blob,
            int startLevel,
            List<Clause> capabilities,
            List<Clause> requirements) {
        public Bundle {
            Names.require("bundle", symbolicName);
            capabilities = List.copyOf(capabilities);
            requirements = List.copyOf(requirements);
            Objects.requireNonNull(version, "version");
            Objects.requireNonNull(blob, "blob");
            if (startLevel < 1) {
                throw new IllegalArgumentException("bundle " + symbolicName + " cannot have start level " + startLevel);
            }
        }
    }

    /**
     * A capability or requirement of the OSGi resource model (OSGi Core 8, chapter 6).
     *
     * @param namespace for example {@code osgi.wiring.package}
     * @param attributes values written as {@code value} or {@code value:Type} as in a manifest, by name
     * @param directives by name, {@code filter} and {@code resolution} among them
     */
    public record Clause(String namespace, SortedMap<String, String> attributes, SortedMap<String, String> directives) {
        public Clause {
            attributes = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(attributes));
            directives = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(directives));
        }

        public Clause(String namespace, Map<String, String> attributes, Map<String, String> directives) {
            this(namespace, new TreeMap<>(attributes), new TreeMap<>(directives));
        }
    }
}
