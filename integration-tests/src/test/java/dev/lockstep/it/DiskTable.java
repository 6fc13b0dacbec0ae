package dev.lockstep.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The table of docs/reference/disk.md: every file that a node keeps, with what happens if it is damaged. */
final class DiskTable {
    private static final Pattern NAME = Pattern.compile("`([^`]+)`");
    private static final String TITLE = "| file below `data/lockstep/`";

    /** What goes with a file of the table. */
    private static final String BESIDE = "(\\.copy|\\.damaged(/.*)?|\\.format-[0-9]+|\\.new)?";

    private DiskTable() {}

    /** The files below a node's data folder that the table does not name. */
    static List<String> unknown(Path home) throws IOException {
        List<Pattern> known = known();
        Path data = home.resolve("data/lockstep");
        try (Stream<Path> files = Files.walk(data)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> data.relativize(file).toString().replace('\\', '/'))
                    .filter(name -> known.stream()
                            .noneMatch(pattern -> pattern.matcher(name).matches()))
                    .sorted()
                    .toList();
        }
    }

    private static List<Pattern> known() throws IOException {
        List<Pattern> known = new ArrayList<>();
        Path page = Path.of(System.getProperty("lockstep.root", "..")).resolve("docs/reference/disk.md");
        List<String> lines = Files.readAllLines(page);
        int title = lines.indexOf(lines.stream()
                .filter(line -> line.startsWith(TITLE))
                .findFirst()
                .orElseThrow());
        for (String line : lines.subList(title + 2, lines.size())) {
            if (!line.startsWith("|")) {
                break;
            }
            Matcher name = NAME.matcher(line.split("\\|")[1]);
            while (name.find()) {
                known.add(pattern(name.group(1)));
            }
        }
        return known;
    }

    private static Pattern pattern(String name) {
        String regex = Stream.of(name.split("(?<=\\*\\*)|(?=\\*\\*)"))
                .map(part -> part.equals("**") ? ".*" : Pattern.quote(part).replace("*", "\\E[^/]*\\Q"))
                .reduce("", String::concat);
        return Pattern.compile(regex + BESIDE);
    }
}
