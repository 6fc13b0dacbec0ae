package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Role;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The keys of a role and how many of them have to sign.
 *
 * @param keys the public keys, each once
 * @param threshold 1 up to the number of keys
 */
public record RoleKeys(List<Key> keys, int threshold) {
    public RoleKeys {
        keys = List.copyOf(keys);
        Set<Key> distinct = new LinkedHashSet<>(keys);
        if (distinct.size() != keys.size()) {
            throw new IllegalArgumentException("a key is given twice for one role");
        }
        if (threshold < 1 || threshold > keys.size()) {
            throw new IllegalArgumentException(
                    "a threshold of " + threshold + " cannot be met by " + keys.size() + " keys");
        }
    }

    /** One key alone. */
    public static RoleKeys single(Key key) {
        return new RoleKeys(List.of(key), 1);
    }

    Role role() {
        Set<String> ids = new LinkedHashSet<>();
        keys.forEach(key -> ids.add(key.id()));
        return new Role(ids, threshold);
    }
}
