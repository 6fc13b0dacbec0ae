package dev.lockstep.signing.repository;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who is to sign each top-level role: what a new root will say.
 *
 * @param root the keys of the root, kept offline
 * @param targets the keys that say what is genuine
 * @param snapshot the keys of the snapshot
 * @param timestamp the keys of the timestamp, which are used most often
 * @param additional members that TUF does not define, to be signed with the others
 */
public record RootPlan(
        RoleKeys root, RoleKeys targets, RoleKeys snapshot, RoleKeys timestamp, Map<String, JsonNode> additional) {
    public RootPlan {
        additional = Map.copyOf(additional);
    }

    /** A plan of nothing but what TUF defines. */
    public RootPlan(RoleKeys root, RoleKeys targets, RoleKeys snapshot, RoleKeys timestamp) {
        this(root, targets, snapshot, timestamp, Map.of());
    }

    /** The same keys, with other members that TUF does not define. */
    public RootPlan with(Map<String, JsonNode> members) {
        return new RootPlan(root, targets, snapshot, timestamp, members);
    }

    /**
     * A plan of keys by role.
     *
     * @throws IllegalArgumentException if one of the four top-level roles is missing
     */
    public static RootPlan of(Map<String, RoleKeys> roles) {
        if (!roles.keySet().equals(Set.copyOf(Root.TOP_LEVEL_ROLES))) {
            throw new IllegalArgumentException("the roles are " + Root.TOP_LEVEL_ROLES + ", not " + roles.keySet());
        }
        return new RootPlan(roles.get("root"), roles.get("targets"), roles.get("snapshot"), roles.get("timestamp"));
    }

    /**
     * Who signs at the moment, as a root says, with the members of it that TUF does not define.
     *
     * @throws IllegalArgumentException if the root names keys that it does not hold
     */
    public static RootPlan of(Root root) {
        Map<String, RoleKeys> roles = new LinkedHashMap<>();
        for (String name : Root.TOP_LEVEL_ROLES) {
            Role role = root.roles().get(name);
            List<Key> known = role.keyIds().stream()
                    .map(root.keys()::get)
                    .filter(Objects::nonNull)
                    .toList();
            roles.put(name, new RoleKeys(known, role.threshold()));
        }
        return of(roles).with(root.additional());
    }

    /** The keys by role. */
    public Map<String, RoleKeys> roles() {
        Map<String, RoleKeys> roles = new LinkedHashMap<>();
        roles.put("root", root);
        roles.put("targets", targets);
        roles.put("snapshot", snapshot);
        roles.put("timestamp", timestamp);
        return roles;
    }

    Root root(long version, Instant expires) {
        Map<String, Key> keys = new LinkedHashMap<>();
        Map<String, Role> signing = new LinkedHashMap<>();
        roles().forEach((name, role) -> {
            role.keys().forEach(key -> keys.put(key.id(), key));
            signing.put(name, role.role());
        });
        return new Root(version, expires, true, keys, signing, additional);
    }
}
