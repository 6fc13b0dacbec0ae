package dev.lockstep.core.tuf.model;

import java.util.Map;

/**
 * Who may sign one role, as its delegator says: the role's key identifiers and threshold, and the keys these name.
 *
 * @param roleName the role that is delegated
 * @param role the identifiers and the threshold
 * @param keys the delegator's keys by identifier; may have more of them than the role needs, or fewer
 */
public record Authority(String roleName, Role role, Map<String, Key> keys) {
    public Authority {
        keys = Map.copyOf(keys);
    }
}
