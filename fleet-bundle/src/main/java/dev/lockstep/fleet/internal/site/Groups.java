package dev.lockstep.fleet.internal.site;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.json.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;

/**
 * Which computers are in which group, in {@code site/groups.json}: beside the site's keys, so that its backup has them. Safe for
 * use by several threads.
 */
public final class Groups {
    private static final int LONGEST = 16 << 20;

    private final StateFile<Stored> file;

    Groups(Path site) {
        this.file = StateFile.of(site.resolve("groups.json"), Stored.class, LONGEST)
                .twice()
                .notWithout("state.loss.groups");
    }

    /** The ids of the members, by the name of the group. */
    public synchronized SortedMap<String, SortedSet<String>> all() {
        return file.read().map(Stored::members).orElseGet(TreeMap::new);
    }

    /** The ids of the members of a group; nobody if there is no such group. */
    public SortedSet<String> members(String group) {
        return all().getOrDefault(group, Collections.emptySortedSet());
    }

    /** Changes the members of a group; without any it is gone. */
    synchronized void put(String group, SortedSet<String> members) {
        SortedMap<String, SortedSet<String>> groups = all();
        groups.put(group, members);
        groups.values().removeIf(Set::isEmpty);
        try {
            file.write(new Stored(groups));
        } catch (IOException e) {
            throw DiskProblems.writing(file.path(), 0, e);
        }
    }

    private record Stored(@JsonValue SortedMap<String, SortedSet<String>> members) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        private Stored {}
    }
}
