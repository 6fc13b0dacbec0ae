package dev.lockstep.fleet.internal.site;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which computers are in which group, in {@code site/groups.json}: beside the site's keys, so that its backup has them. Safe for
 * use by several threads.
 */
public final class Groups {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LONGEST = 16 << 20;

    private final Path file;

    Groups(Path site) {
        this.file = site.resolve("groups.json");
    }

    /** The ids of the members, by the name of the group. */
    public synchronized SortedMap<String, SortedSet<String>> all() {
        SortedMap<String, SortedSet<String>> groups = new TreeMap<>();
        try {
            byte[] json = DurableFiles.read(file, LONGEST).orElse(new byte[] {'{', '}'});
            for (Map.Entry<String, JsonNode> group : JSON.readTree(json).properties()) {
                SortedSet<String> members = new TreeSet<>();
                group.getValue().forEach(member -> members.add(member.asText()));
                groups.put(group.getKey(), members);
            }
            return groups;
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_READABLE,
                            Map.of("file", file.toString(), "reason", DiskProblems.reason(e))),
                    e);
        }
    }

    /** The ids of the members of a group; nobody if there is no such group. */
    public SortedSet<String> members(String group) {
        return all().getOrDefault(group, Collections.emptySortedSet());
    }

    /** Changes the members of a group; without any it is gone. */
    synchronized void put(String group, SortedSet<String> members) {
        SortedMap<String, SortedSet<String>> groups = all();
        groups.put(group, members);
        ObjectNode json = JSON.createObjectNode();
        groups.forEach((name, ids) -> {
            if (!ids.isEmpty()) {
                ids.forEach(json.putArray(name)::add);
            }
        });
        try {
            DurableFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text can always be written", e);
        } catch (IOException e) {
            throw DiskProblems.writing(file, 0, e);
        }
    }
}
