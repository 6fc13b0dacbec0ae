package dev.lockstep.module;

import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * What a bundle's manifest says of it, in the terms of the OSGi resource model (OSGi Core 8, chapters 3 and 8).
 *
 * <p>DynamicImport-Package is left out on purpose: it never keeps a bundle from resolving. So is Bundle-NativeCode: whether
 * there is a library for a computer is found out there.
 *
 * @param symbolicName its identity
 * @param version as OSGi writes it, with three numbers
 * @param title Bundle-Name, or the symbolic name
 * @param description Bundle-Description, or empty
 * @param vendor Bundle-Vendor, or empty
 * @param capabilities what it provides
 * @param requirements what it needs
 */
record BundleManifest(
        String symbolicName,
        String version,
        String title,
        String description,
        String vendor,
        List<Clause> capabilities,
        List<Clause> requirements) {
    static final String PACKAGE = "osgi.wiring.package";
    static final String BUNDLE = "osgi.wiring.bundle";
    static final String HOST = "osgi.wiring.host";
    static final String IDENTITY = "osgi.identity";
    static final String ENVIRONMENT = "osgi.ee";

    public BundleManifest {
        capabilities = List.copyOf(capabilities);
        requirements = List.copyOf(requirements);
    }

    /**
     * Reads a manifest.
     *
     * @param headers a header's value by its name; null if the manifest has none of this name
     * @throws IllegalArgumentException if this is not the manifest of a bundle, or a header is wrong
     */
    static BundleManifest read(UnaryOperator<String> headers) {
        Headers manifest = new Headers(headers);
        ManifestHeader.Entry name = manifest.entries("Bundle-SymbolicName").stream()
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("it is not an OSGi bundle: Bundle-SymbolicName is missing"));
        if (!manifest.text("Bundle-ManifestVersion").equals("2")) {
            throw new IllegalArgumentException("it is not an OSGi bundle: Bundle-ManifestVersion is not 2");
        }
        String symbolicName = name.paths().get(0);
        String version =
                OsgiVersion.normalised(manifest.optional("Bundle-Version").orElse("0"));
        return new BundleManifest(
                symbolicName,
                version,
                manifest.optional("Bundle-Name").orElse(symbolicName),
                manifest.text("Bundle-Description"),
                manifest.text("Bundle-Vendor"),
                capabilities(manifest, name, version),
                requirements(manifest));
    }

    private static List<Clause> capabilities(Headers manifest, ManifestHeader.Entry name, String version) {
        String symbolicName = name.paths().get(0);
        boolean fragment = manifest.optional("Fragment-Host").isPresent();
        List<Clause> all = new ArrayList<>();
        all.add(clause(
                IDENTITY,
                Map.of(
                        IDENTITY,
                        symbolicName,
                        "type",
                        fragment ? "osgi.fragment" : "osgi.bundle",
                        "version:Version",
                        version),
                Map.of()));
        if (!fragment) {
            Map<String, String> attributes = Map.of("bundle-version:Version", version);
            all.add(clause(BUNDLE, with(attributes, BUNDLE, symbolicName), Map.of()));
            if (!"never".equals(name.directives().get("fragment-attachment"))) {
                all.add(clause(HOST, with(attributes, HOST, symbolicName), Map.of()));
            }
        }
        for (ManifestHeader.Entry export : manifest.entries("Export-Package")) {
            for (String path : export.paths()) {
                all.add(exported(path, export, symbolicName, version));
            }
        }
        for (ManifestHeader.Entry provided : manifest.entries("Provide-Capability")) {
            for (String namespace : provided.paths()) {
                all.add(clause(namespace, provided.attributes(), provided.directives()));
            }
        }
        return all;
    }

    private static Clause exported(String path, ManifestHeader.Entry export, String symbolicName, String version) {
        Map<String, String> attributes = new LinkedHashMap<>(export.attributes());
        String specification = attributes.remove("specification-version");
        String exportVersion = attributes.remove("version");
        String typed = attributes.remove("version:Version");
        String first = exportVersion != null ? exportVersion : typed != null ? typed : specification;
        attributes.put("version:Version", OsgiVersion.normalised(first == null ? "0" : first));
        attributes.put("bundle-symbolic-name", symbolicName);
        attributes.put("bundle-version:Version", version);
        return clause(PACKAGE, with(attributes, PACKAGE, path), export.directives());
    }

    private static List<Clause> requirements(Headers manifest) {
        List<Clause> all = new ArrayList<>();
        for (ManifestHeader.Entry entry : manifest.entries("Import-Package")) {
            entry.paths().forEach(path -> all.add(needed(PACKAGE, path, "version", entry)));
        }
        for (ManifestHeader.Entry entry : manifest.entries("Require-Bundle")) {
            entry.paths().forEach(path -> all.add(needed(BUNDLE, path, "bundle-version", entry)));
        }
        for (ManifestHeader.Entry entry : manifest.entries("Fragment-Host")) {
            entry.paths().forEach(path -> all.add(needed(HOST, path, "bundle-version", entry)));
        }
        for (ManifestHeader.Entry entry : manifest.entries("Require-Capability")) {
            entry.paths().forEach(namespace -> all.add(clause(namespace, entry.attributes(), entry.directives())));
        }
        executionEnvironment(manifest).ifPresent(all::add);
        return all;
    }

    private static Clause needed(String namespace, String path, String versionAttribute, ManifestHeader.Entry entry) {
        StringBuilder filter = new StringBuilder("(" + namespace + "=" + escaped(path) + ")");
        int parts = 1;
        for (Map.Entry<String, String> attribute : entry.attributes().entrySet()) {
            String name = attribute.getKey().replace(":Version", "").replace("specification-version", "version");
            boolean range = name.equals(versionAttribute) || name.equals("bundle-version");
            String part = range
                    ? OsgiVersion.filter(name, attribute.getValue())
                    : "(" + name + "=" + escaped(attribute.getValue()) + ")";
            parts += part.isEmpty() ? 0 : 1;
            filter.append(part);
        }
        Map<String, String> directives = new TreeMap<>(entry.directives());
        directives.put("filter", parts == 1 ? filter.toString() : "(&" + filter + ")");
        return clause(namespace, Map.of(), directives);
    }

    private static Optional<Clause> executionEnvironment(Headers manifest) {
        List<String> filters = manifest.entries("Bundle-RequiredExecutionEnvironment").stream()
                .flatMap(entry -> entry.paths().stream())
                .map(BundleManifest::environmentFilter)
                .toList();
        if (filters.isEmpty()) {
            return Optional.empty();
        }
        String filter = filters.size() == 1 ? filters.get(0) : "(|" + String.join("", filters) + ")";
        return Optional.of(clause(ENVIRONMENT, Map.of(), Map.of("filter", filter)));
    }

    /** As OSGi Core 8, section 3.4.1 translates the deprecated header. */
    private static String environmentFilter(String environment) {
        int dash = environment.lastIndexOf('-');
        boolean versioned = dash > 0 && environment.substring(dash + 1).matches("\\d+(\\.\\d+)*");
        if (!versioned) {
            return "(" + ENVIRONMENT + "=" + escaped(environment) + ")";
        }
        String name = environment.substring(0, dash).replaceFirst("^J2SE", "JavaSE");
        return "(&(" + ENVIRONMENT + "=" + escaped(name) + ")(version=" + environment.substring(dash + 1) + "))";
    }

    private static String escaped(String value) {
        return value.replaceAll("[\\\\*()]", "\\\\$0");
    }

    private static Map<String, String> with(Map<String, String> attributes, String name, String value) {
        Map<String, String> all = new TreeMap<>(attributes);
        all.put(name, value);
        return all;
    }

    private static Clause clause(String namespace, Map<String, String> attributes, Map<String, String> directives) {
        return new Clause(namespace, attributes, directives);
    }

    /** Headers by name; a missing one is empty. */
    private record Headers(UnaryOperator<String> values) {
        Optional<String> optional(String name) {
            return Optional.ofNullable(values.apply(name)).map(String::strip).filter(text -> !text.isEmpty());
        }

        String text(String name) {
            return optional(name).orElse("");
        }

        List<ManifestHeader.Entry> entries(String name) {
            try {
                return ManifestHeader.parse(text(name));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("its header " + name + " cannot be read: " + e.getMessage(), e);
            }
        }
    }
}
