package dev.lockstep.container;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A vendor's published folder with a release and two modules of third parties, of which one needs the other. */
final class Vendor {
    private final Path folder;

    private Vendor(Path folder) {
        this.folder = folder;
    }

    static Vendor publish(Path target) throws IOException, InterruptedException {
        Path folder = target.resolve("vendor");
        delete(folder);
        Path component = Files.createDirectories(folder.resolve("component"));
        Files.writeString(component.resolve("readme.txt"), "A component that this computer does not run.\n");
        Vendor vendor = new Vendor(folder);
        vendor.lockstep("init-repository", "--no-passphrase");
        vendor.lockstep("publish", "--release", "1.0.0", "--component", "tool=" + component);
        List<String> modules = new ArrayList<>(List.of("publish"));
        try (Stream<Path> jars = Files.list(target.resolve("modules"))) {
            jars.sorted().forEach(jar -> modules.addAll(List.of("--module", jar.toString())));
        }
        vendor.lockstep(modules.toArray(String[]::new));
        return vendor;
    }

    Path repository() {
        return folder.resolve("repository");
    }

    Path root() {
        return repository().resolve("metadata/vendor/1.root.json");
    }

    private void lockstep(String command, String... arguments) throws IOException, InterruptedException {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "dev.lockstep.cli.Main",
                command,
                repository().toString(),
                "--keys",
                folder.resolve("keys").toString()));
        line.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (process.waitFor() != 0) {
            throw new AssertionError(line + "\n" + Files.readString(output));
        }
    }

    private void lockstep(String[] arguments) throws IOException, InterruptedException {
        lockstep(arguments[0], List.of(arguments).subList(1, arguments.length).toArray(String[]::new));
    }

    private static void delete(Path folder) throws IOException {
        if (Files.exists(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.sorted(Comparator.reverseOrder()).forEach(path -> {
                    try {
                        Files.delete(path);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
    }
}
