package dev.lockstep.cli.change;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.keys.Quorum;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Who is to sign after a change: begins with who signs now. */
final class RootChange {
    private final Map<String, List<Key>> keys = new LinkedHashMap<>();
    private final Map<String, Integer> thresholds = new LinkedHashMap<>();

    RootChange(RootPlan now) {
        now.roles().forEach((role, present) -> {
            keys.put(role, new ArrayList<>(present.keys()));
            thresholds.put(role, present.threshold());
        });
    }

    List<Key> keys(String role) {
        return keys.get(role);
    }

    int threshold(String role) {
        return thresholds.get(role);
    }

    void replace(String role, List<Key> fresh) {
        keys.put(role, new ArrayList<>(fresh));
    }

    void add(String role, Key key) {
        keys.get(role).add(key);
    }

    boolean remove(String role, Key key) {
        return keys.get(role).remove(key);
    }

    void require(String role, Quorum quorum) throws Failure {
        if (quorum.keys() != keys.get(role).size()) {
            throw new Failure(
                    "THRESHOLD",
                    "The " + role + " role would have "
                            + Plurals.english(keys.get(role).size(), "key", "keys") + " and not " + quorum.keys()
                            + ", as --threshold says.");
        }
        thresholds.put(role, quorum.threshold());
    }

    /**
     * Who is to sign.
     *
     * @throws Failure if a role could not be signed any more
     */
    RootPlan plan() throws Failure {
        Map<String, RoleKeys> roles = new LinkedHashMap<>();
        for (Map.Entry<String, List<Key>> role : keys.entrySet()) {
            int threshold = thresholds.get(role.getKey());
            try {
                roles.put(role.getKey(), new RoleKeys(role.getValue(), threshold));
            } catch (IllegalArgumentException e) {
                throw new Failure(
                        "THRESHOLD",
                        "The " + role.getKey() + " role cannot have these keys: " + e.getMessage()
                                + ". Add others, or say how many have to sign with --threshold.",
                        e);
            }
        }
        return RootPlan.of(roles);
    }
}
