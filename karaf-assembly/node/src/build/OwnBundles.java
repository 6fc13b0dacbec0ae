import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Writes the list of a version's own bundles, for the guard: {@code java OwnBundles.java SYSTEM_FOLDER FILE}. */
final class OwnBundles {
    public static void main(String... arguments) throws Exception {
        Path system = Path.of(arguments[0]);
        Map<String, Path> jars = new TreeMap<>();
        try (Stream<Path> files = Files.walk(system)) {
            files.filter(file -> file.toString().endsWith(".jar"))
                    .forEach(file -> jars.put(system.relativize(file).toString().replace('\\', '/'), file));
        }
        if (jars.isEmpty()) {
            throw new IOException("no jar in " + system);
        }
        StringBuilder list = new StringBuilder();
        for (Map.Entry<String, Path> jar : jars.entrySet()) {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(jar.getValue()));
            list.append(HexFormat.of().formatHex(hash))
                    .append("  ")
                    .append(jar.getKey())
                    .append('\n');
        }
        Files.writeString(Path.of(arguments[1]), list);
    }
}
