package dev.lockstep.it;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The compiled classes of all modules but the tests and the benchmarks, and the lists that they are compared with. */
final class OurClasses {
    private OurClasses() {}

    static JavaClasses read() throws IOException {
        Path root = Path.of(System.getProperty("lockstep.root"));
        try (Stream<Path> modules = Files.list(root)) {
            List<Path> compiled = modules.map(module -> module.resolve("target/classes"))
                    .filter(folder -> Files.isDirectory(folder.resolve("dev/lockstep")))
                    .filter(folder -> !folder.startsWith(root.resolve("integration-tests"))
                            && !folder.startsWith(root.resolve("benchmarks")))
                    .toList();
            return new ClassFileImporter().importPaths(compiled);
        }
    }

    /** The lines of a file beside this class; one that begins with {@code #} explains. */
    static List<String> lines(String file) throws IOException {
        try (InputStream input = OurClasses.class.getResourceAsStream(file)) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }
}
