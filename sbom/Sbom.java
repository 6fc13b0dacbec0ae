import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the bill of materials (CycloneDX 1.6, JSON) of a folder that is going to be packed: every jar in it, and what is embedded in
 * each. It reads the files themselves, so nothing that is packed can be left out of it. The build runs it with {@code java Sbom.java};
 * it fails when a jar does not say what it is and {@code known.properties} does not either.
 */
final class Sbom {
    private static final Map<String, String> LICENCES = Map.of(
            "apache.org/licenses/LICENSE-2.0", "Apache-2.0",
            "Apache-2.0", "Apache-2.0",
            "Apache License, Version 2.0", "Apache-2.0",
            "eclipse.org/legal/epl-2.0", "EPL-2.0",
            "eclipse.org/org/documents/edl-v10", "BSD-3-Clause",
            "BSD-3-Clause", "BSD-3-Clause");

    private final Properties known = new Properties();

    private Sbom(Path known) throws IOException {
        try (InputStream in = Files.newInputStream(known)) {
            this.known.load(in);
        }
    }

    /** Arguments: known.properties, the file to write, name, version, time, and what is packed, each as WHERE=FILE_OR_FOLDER. */
    public static void main(String... arguments) throws Exception {
        Map<String, Path> jars = new TreeMap<>();
        for (String packed : List.of(arguments).subList(5, arguments.length)) {
            int equals = packed.indexOf('=');
            String where = packed.substring(0, equals);
            Path root = Path.of(packed.substring(equals + 1));
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> file.toString().endsWith(".jar"))
                        .forEach(file -> jars.put(
                                where + root.relativize(file).toString().replace('\\', '/'), file));
            }
        }
        if (jars.isEmpty()) {
            throw new IllegalArgumentException("no jar in " + List.of(arguments));
        }
        Sbom sbom = new Sbom(Path.of(arguments[0]));
        List<Object> components = new ArrayList<>();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            components.add(sbom.component(jar.getKey(), jar.getValue()));
        }
        Path file = Path.of(arguments[1]);
        Files.createDirectories(file.getParent());
        Files.writeString(file, json(bill(arguments[2], arguments[3], arguments[4], components)) + "\n");
    }

    private static Map<String, Object> bill(String name, String version, String time, List<Object> components) {
        Map<String, Object> product = object(
                "type", "application", "bom-ref", name, "group", "dev.lockstep", "name", name, "version", version);
        // The same files give the same number: two builds of one commit give the same bytes.
        UUID serial = UUID.nameUUIDFromBytes(json(components).getBytes(StandardCharsets.UTF_8));
        return object(
                "bomFormat", "CycloneDX",
                "specVersion", "1.6",
                "serialNumber", "urn:uuid:" + serial,
                "version", 1,
                "metadata", object("timestamp", time, "component", product),
                "components", components);
    }

    private Map<String, Object> component(String where, Path file) throws IOException, NoSuchAlgorithmException {
        byte[] content = Files.readAllBytes(file);
        try (JarFile jar = new JarFile(file.toFile())) {
            List<Artifact> described = described(jar);
            Artifact own = own(where, described);
            Map<String, Object> component = own.component(where);
            component.put("hashes", List.of(object("alg", "SHA-256", "content", sha256(content))));
            component.put("licenses", List.of(object("expression", licence(own, jar))));
            component.put("evidence", object("occurrences", List.of(object("location", where))));
            List<Object> embedded = Stream.concat(
                            described.stream(),
                            Stream.of(known.getProperty("embedded." + own.name(), "").split("[,\\s]+"))
                                    .filter(text -> !text.isEmpty())
                                    .map(Artifact::parse))
                    .filter(artifact -> !artifact.equals(own))
                    .distinct()
                    .sorted(Comparator.comparing(Artifact::purl))
                    .map(artifact -> (Object) artifact.component(where + "!" + artifact.purl()))
                    .toList();
            if (!embedded.isEmpty()) {
                component.put("components", embedded);
            }
            return component;
        }
    }

    /** What Maven wrote into the jar about itself and about what was put into it. */
    private static List<Artifact> described(JarFile jar) throws IOException {
        List<Artifact> described = new ArrayList<>();
        for (JarEntry entry : jar.stream().toList()) {
            if (entry.getName().matches("META-INF/maven/[^/]+/[^/]+/pom\\.properties")) {
                Properties properties = new Properties();
                try (InputStream in = jar.getInputStream(entry)) {
                    properties.load(in);
                }
                described.add(new Artifact(
                        properties.getProperty("groupId"),
                        properties.getProperty("artifactId"),
                        properties.getProperty("version")));
            }
        }
        return described;
    }

    /** A repository's folders name the artifact; elsewhere the jar or known.properties does. */
    private Artifact own(String where, List<Artifact> described) {
        String[] path = where.split("/");
        String name = path[path.length - 1].replaceAll("\\.jar$", "");
        int system = List.of(path).indexOf("system");
        if (system >= 0) {
            return new Artifact(
                    String.join(".", List.of(path).subList(system + 1, path.length - 3)),
                    path[path.length - 3],
                    path[path.length - 2]);
        }
        return Stream.concat(
                        described.stream(),
                        Stream.ofNullable(known.getProperty("jar." + name)).map(Artifact::parse))
                .filter(artifact -> name.equals(artifact.name()) || name.equals(artifact.name() + "-" + artifact.version()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(where + " does not say what it is: add jar." + name
                        + " = GROUP:NAME:VERSION to known.properties"));
    }

    private String licence(Artifact own, JarFile jar) throws IOException {
        String header = jar.getManifest() == null
                ? null
                : jar.getManifest().getMainAttributes().getValue("Bundle-License");
        String text = known.getProperty("licence." + own.group(), header);
        String licences = LICENCES.entrySet().stream()
                .filter(licence -> text != null && text.contains(licence.getKey()))
                .map(Map.Entry::getValue)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" OR "));
        if (licences.isEmpty() && header == text) {
            throw new IllegalStateException(own.purl() + " does not say under which licence it is (" + header
                    + "): add licence." + own.group() + " to known.properties");
        }
        return licences.isEmpty() ? text : licences;
    }

    private static String sha256(byte[] content) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static Map<String, Object> object(Object... membersAndValues) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < membersAndValues.length; i += 2) {
            object.put((String) membersAndValues[i], membersAndValues[i + 1]);
        }
        return object;
    }

    private static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(entry.getKey()) + ": " + json(entry.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Sbom::json).collect(Collectors.joining(",\n", "[", "]"));
        }
        return value instanceof Integer
                ? value.toString()
                : "\"" + value.toString().replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    private record Artifact(String group, String name, String version) {
        static Artifact parse(String text) {
            String[] parts = text.trim().split(":");
            return new Artifact(parts[0], parts[1], parts.length == 2 ? "" : parts[2]);
        }

        String purl() {
            return "pkg:maven/" + group + "/" + name + (version.isEmpty() ? "" : "@" + version);
        }

        Map<String, Object> component(String reference) {
            Map<String, Object> component = object(
                    "type", "library", "bom-ref", reference, "group", group, "name", name, "purl", purl());
            if (!version.isEmpty()) {
                component.put("version", version);
            }
            return component;
        }
    }
}
