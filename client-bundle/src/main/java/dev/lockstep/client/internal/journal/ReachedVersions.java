package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * The highest versions that this computer has reached, so that its server cannot take it back: {@code trust/reached.json}. An
 * unreadable file is an error; it does not count as empty. Safe for use by several threads.
 */
public final class ReachedVersions {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAXIMUM_BYTES = 1 << 20;

    private final Path file;

    public ReachedVersions(Path file) {
        this.file = file;
    }

    /** The file, for messages. */
    public Path file() {
        return file;
    }

    /** What was reached; nothing before anything was. */
    public synchronized State read() throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(file, MAXIMUM_BYTES);
        if (bytes.isEmpty()) {
            return State.NOTHING;
        }
        JsonNode json = JSON.readTree(bytes.get());
        try {
            SortedMap<String, Version> modules = new TreeMap<>();
            json.path("modules")
                    .properties()
                    .forEach(each -> modules.put(
                            each.getKey(), Version.parse(each.getValue().asText())));
            SortedSet<Long> spent = new TreeSet<>();
            json.path("spent").forEach(serial -> spent.add(serial.asLong()));
            return new State(
                    TransactionJson.version(json, "release")
                            .map(version ->
                                    new Release(version, json.path("counter").asLong())),
                    modules,
                    spent);
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " does not say what was reached: " + e.getMessage(), e);
        }
    }

    /** Changes what was reached, if it differs. */
    public synchronized State change(UnaryOperator<State> change) throws IOException {
        State before = read();
        State after = change.apply(before);
        if (!after.equals(before)) {
            ObjectNode json = JSON.createObjectNode();
            after.release()
                    .ifPresent(release ->
                            json.put("release", release.version().toString()).put("counter", release.counter()));
            ObjectNode modules = json.putObject("modules");
            after.modules().forEach((name, version) -> modules.put(name, version.toString()));
            ArrayNode spent = json.putArray("spent");
            after.spent().forEach(spent::add);
            DurableFiles.write(file, JSON.writeValueAsBytes(json));
        }
        return after;
    }

    /**
     * A release with the counter that the vendor signed for it.
     *
     * @param version of the release
     * @param counter its release counter
     */
    public record Release(Version version, long counter) {}

    /**
     * What was reached.
     *
     * @param release the release that ran when the source was asked last
     * @param modules the highest version of each module that was active, also of those that have gone since
     * @param spent the serials of approvals to go back that were used here
     */
    public record State(Optional<Release> release, SortedMap<String, Version> modules, SortedSet<Long> spent) {
        static final State NOTHING = new State(Optional.empty(), new TreeMap<>(), new TreeSet<>());

        public State {
            modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
            spent = Collections.unmodifiableSortedSet(new TreeSet<>(spent));
        }

        /** With what runs now. */
        public State running(Release now) {
            return new State(Optional.of(now), modules, spent);
        }

        /** With versions of modules, whatever was reached before. */
        public State with(Map<String, Version> reached) {
            SortedMap<String, Version> all = new TreeMap<>(modules);
            all.putAll(reached);
            return new State(release, all, spent);
        }

        /** With an approval that has been used here. */
        public State spent(long serial) {
            SortedSet<Long> all = new TreeSet<>(spent);
            all.add(serial);
            return new State(release, modules, all);
        }
    }
}
