package dev.lockstep.it.demo;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** {@code ./lockstep demo [--keep]}: exit code 0 only if every step was verified. */
final class Demo {
    private static final int PREFERRED_PORT = 10000;
    private static final String HELP = """
            Usage: ./lockstep demo [--keep] [--folder DIR]

            Brings up a small distributed system on this machine - a vendor's web server, a Lockstep server, two
            workstations and a poll service, each a process of its own - and takes it through an update, a module,
            a release that fails and a reinstalled server. Every step is verified; the exit code is 0 only if all held.

              --keep         leave everything running, and print what to open and type
              --folder DIR   where to put it; made new, default: a temporary folder, removed at the end
              --help         this text
            """;

    private Demo() {}

    public static void main(String[] arguments) throws IOException {
        List<String> options = Arrays.asList(arguments);
        if (options.contains("--help") || options.contains("-h")) {
            System.out.print(HELP);
            return;
        }
        int folderAt = options.indexOf("--folder");
        Set<String> known = Set.of("--keep", "--folder");
        for (int i = 0; i < options.size(); i++) {
            boolean valueOfFolder = folderAt >= 0 && i == folderAt + 1;
            if (!valueOfFolder && !known.contains(options.get(i))) {
                fail("unknown option: " + options.get(i) + System.lineSeparator() + HELP);
            }
        }
        if (folderAt >= 0 && folderAt + 1 == options.size()) {
            fail("--folder needs a folder" + System.lineSeparator() + HELP);
        }
        boolean keep = options.contains("--keep");
        Path folder = folderAt >= 0
                ? Path.of(options.get(folderAt + 1)).toAbsolutePath()
                : Files.createTempDirectory("lockstep-demo-");
        if (folderAt >= 0 && Files.exists(folder)) {
            fail(folder + " is there already; name a folder that is not");
        }
        Story story = new Story(Artifacts.ofBuild(), folder, Ports.freeOr(PREFERRED_PORT), new Narrator(System.out));
        System.exit(run(story, folder, keep, folderAt >= 0));
    }

    private static int run(Story story, Path folder, boolean keep, boolean named) throws IOException {
        boolean kept = false;
        try {
            story.tell();
            if (keep) {
                story.leave();
                kept = true;
            }
            return 0;
        } catch (RuntimeException e) {
            System.err.println();
            System.err.println("The demo failed: " + e.getMessage());
            System.err.println("Logs are in " + folder);
            story.showLogs(System.err);
            return 1;
        } finally {
            if (!kept) {
                story.close();
                if (!named && story.succeeded()) {
                    delete(folder);
                }
            }
        }
    }

    private static void fail(String message) {
        System.err.println(message);
        System.exit(2);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
