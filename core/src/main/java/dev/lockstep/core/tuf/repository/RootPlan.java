package dev.lockstep.core.tuf.repository;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who is to sign each top-level role: what a new root will say.
 *
 * @param root the keys of the root, kept offline
 * @param targets the keys that say what is genuine
 * @param snapshot the keys of the snapshot
 * @param timestamp the keys of the timestamp, which are used most often
 */
public record RootPlan(RoleKeys root, RoleKeys targets, RoleKeys snapshot, RoleKeys timestamp) {
    Root root(long version, Instant expires) {
        Map<String, Key> keys = new LinkedHashMap<>();
        for (RoleKeys role : List.of(root, targets, snapshot, timestamp)) {
            role.keys().forEach(key -> keys.put(key.id(), key));
        }
        Map<String, Role> roles = new LinkedHashMap<>();
        roles.put("root", root.role());
        roles.put("targets", targets.role());
        roles.put("snapshot", snapshot.role());
        roles.put("timestamp", timestamp.role());
        return new Root(version, expires, true, keys, roles);
    }
}
