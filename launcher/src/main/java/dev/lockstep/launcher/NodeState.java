package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What runs in an installation, as the launcher writes it down for {@code status}, {@code stop} and its own next start.
 *
 * @param version of the node
 * @param underTrial whether it has still to confirm its start
 * @param launcher the launcher's process
 * @param node the node's process
 * @param since when the node was started
 */
record NodeState(String version, boolean underTrial, ProcessMark launcher, ProcessMark node, Instant since) {
    static Path file(Home home) {
        return home.launcher().resolve("state.json");
    }

    /** Whether its node has finished its start; the node's bundle {@code lockstep-readiness} writes that down. */
    boolean isReady(Home home) throws IOException {
        return readiness(home)
                .filter(text -> text.startsWith(node.pid() + "\n"))
                .isPresent();
    }

    /** Parts of the node that are not in order now, one a line; empty if all are or the node is not ready. */
    String troubles(Home home) throws IOException {
        return readiness(home)
                .filter(text -> text.startsWith(node.pid() + "\n"))
                .map(text -> text.substring(text.indexOf('\n') + 1).strip())
                .orElse("");
    }

    void write(Home home, Disk disk) throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("version", version);
        values.put("underTrial", underTrial);
        values.put("launcherPid", launcher.pid());
        values.put("launcherStart", launcher.start());
        values.put("nodePid", node.pid());
        values.put("nodeStart", node.start());
        values.put("since", since.toString());
        disk.write(file(home), FlatJson.write(values));
    }

    /** What was written last; empty if nothing usable was. It may be out of date: ask its processes. */
    static Optional<NodeState> read(Home home) throws IOException {
        String text;
        try {
            text = new String(Files.readAllBytes(file(home)), StandardCharsets.UTF_8);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            Map<String, Object> values = FlatJson.parse(text);
            return Optional.of(new NodeState(
                    (String) values.get("version"),
                    (Boolean) values.get("underTrial"),
                    new ProcessMark((Long) values.get("launcherPid"), (Long) values.get("launcherStart")),
                    new ProcessMark((Long) values.get("nodePid"), (Long) values.get("nodeStart")),
                    Instant.parse((String) values.get("since"))));
        } catch (IOException | ClassCastException | NullPointerException | DateTimeParseException unusable) {
            return Optional.empty();
        }
    }

    private static Optional<String> readiness(Home home) throws IOException {
        try {
            return Optional.of(Files.readString(home.launcher().resolve("ready"), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
