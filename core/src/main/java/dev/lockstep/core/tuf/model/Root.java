package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Who may sign what at the top: the keys and thresholds of root, timestamp, snapshot and targets (section 4.3).
 *
 * @param version the version of this root; the next one is exactly one higher
 * @param expires when it ends
 * @param consistentSnapshot whether files are named by version and hash
 * @param keys the keys by identifier
 * @param roles the roles by name; the four top-level roles are always there
 * @param additional members that TUF does not define, which section 4.1 allows: they are signed like all others; not to be
 *     changed
 */
public record Root(
        long version,
        Instant expires,
        boolean consistentSnapshot,
        Map<String, Key> keys,
        Map<String, Role> roles,
        Map<String, JsonNode> additional)
        implements RoleMetadata {
    /** The names of the roles that a root has to delegate. */
    public static final List<String> TOP_LEVEL_ROLES = List.of("root", "timestamp", "snapshot", "targets");

    private static final Set<String> DEFINED =
            Set.of("_type", "spec_version", "version", "expires", "consistent_snapshot", "keys", "roles");

    public Root {
        Objects.requireNonNull(expires, "expires");
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        roles = Collections.unmodifiableMap(new LinkedHashMap<>(roles));
        additional = Collections.unmodifiableMap(new LinkedHashMap<>(additional));
        for (String name : TOP_LEVEL_ROLES) {
            if (!roles.containsKey(name)) {
                throw new MetadataFormatException("the root does not say who signs " + name);
            }
        }
    }

    /** Who may sign a top-level role. */
    public Authority authority(String roleName) {
        Role role = roles.get(roleName);
        if (role == null) {
            throw new IllegalArgumentException(roleName + " is not a role of the root");
        }
        return new Authority(roleName, role, keys);
    }

    static Root read(JsonMembers signed) {
        return new Root(
                SignedMetadata.version(signed),
                SignedMetadata.expires(signed),
                signed.optional("consistent_snapshot", JsonMembers::flag).orElse(false),
                signed.map("keys", (keys, id) -> new Key(id, keys.node(id))),
                signed.map("roles", (roles, name) -> Role.read(roles.members(name))),
                additional(signed));
    }

    private static Map<String, JsonNode> additional(JsonMembers signed) {
        Map<String, JsonNode> additional = new LinkedHashMap<>();
        signed.object().properties().stream()
                .filter(member -> !DEFINED.contains(member.getKey()))
                .forEach(member -> additional.put(member.getKey(), member.getValue()));
        return additional;
    }

    static ObjectNode write(Root root) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        object.put("consistent_snapshot", root.consistentSnapshot);
        ObjectNode keys = object.putObject("keys");
        root.keys.forEach((id, key) -> keys.set(id, key.json().deepCopy()));
        ObjectNode roles = object.putObject("roles");
        root.roles.forEach((name, role) -> role.write(roles.putObject(name)));
        root.additional.forEach((name, value) -> object.set(name, value.deepCopy()));
        return object;
    }
}
