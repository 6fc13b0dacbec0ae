package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * To whom a targets role passes on its right: named roles in the order in which they are asked, or the many bins of
 * succinct roles (TAP 15), never both.
 *
 * @param keys the keys by identifier
 * @param roles the named roles, the most trusted first
 * @param succinct the succinct roles, if the delegation is of that kind
 */
public record Delegations(Map<String, Key> keys, List<DelegatedRole> roles, Optional<SuccinctRoles> succinct) {
    public Delegations {
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        roles = List.copyOf(roles);
        Objects.requireNonNull(succinct, "succinct");
        if (succinct.isPresent() && !roles.isEmpty()) {
            throw new MetadataFormatException("delegations have named roles and succinct roles at once");
        }
        Set<String> names = new HashSet<>();
        for (DelegatedRole role : roles) {
            if (!names.add(role.name())) {
                throw new MetadataFormatException("the role " + role.name() + " is delegated to twice by one role");
            }
        }
    }

    /** The roles that may speak about a target, in the order in which they are asked. */
    public List<DelegatedRole> rolesFor(String targetPath) {
        return succinct.map(bins -> List.of(bins.roleFor(targetPath)))
                .orElseGet(() ->
                        roles.stream().filter(role -> role.mayName(targetPath)).toList());
    }

    /** Who may sign a delegated role. */
    public Authority authority(DelegatedRole role) {
        return new Authority(role.name(), role.role(), keys);
    }

    static Delegations read(JsonMembers members) {
        boolean bins = members.has("succinct_roles");
        if (bins && members.has("roles")) {
            throw members.wrong("roles", "stands beside succinct_roles");
        }
        return new Delegations(
                members.map("keys", (keys, id) -> new Key(id, keys.node(id))),
                bins ? List.of() : members.objects("roles", DelegatedRole::read),
                members.optional("succinct_roles", JsonMembers::members).map(SuccinctRoles::read));
    }

    void write(ObjectNode object) {
        ObjectNode keyObjects = object.putObject("keys");
        keys.forEach((id, key) -> keyObjects.set(id, key.json().deepCopy()));
        if (succinct.isPresent()) {
            succinct.get().write(object.putObject("succinct_roles"));
        } else {
            ArrayNode array = object.putArray("roles");
            roles.forEach(role -> role.write(array.addObject()));
        }
    }
}
