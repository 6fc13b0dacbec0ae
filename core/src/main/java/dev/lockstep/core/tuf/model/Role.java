package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Whose signatures a file needs: at least {@code threshold} of the keys named.
 *
 * <p>A threshold above the number of keys is a valid value that nobody can meet; section 4.3 does not forbid it.
 *
 * @param keyIds the identifiers of the keys, each once
 * @param threshold how many of them have to sign, 1 or higher
 */
public record Role(Set<String> keyIds, int threshold) {
    public Role {
        keyIds = Collections.unmodifiableSet(new LinkedHashSet<>(keyIds));
        if (threshold < 1) {
            throw new MetadataFormatException("a threshold is 1 or higher, not " + threshold);
        }
    }

    static Role read(JsonMembers members) {
        List<String> keyIds = members.texts("keyids");
        Set<String> distinct = new LinkedHashSet<>(keyIds);
        if (distinct.size() != keyIds.size()) {
            throw members.wrong("keyids", "has a key twice");
        }
        return new Role(distinct, (int) members.number("threshold", 1, Integer.MAX_VALUE));
    }

    void write(ObjectNode object) {
        ArrayNode array = object.putArray("keyids");
        keyIds.forEach(array::add);
        object.put("threshold", threshold);
    }
}
