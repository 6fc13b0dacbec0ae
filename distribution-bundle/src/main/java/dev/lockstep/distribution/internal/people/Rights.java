package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.access.Right;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.RightsSettings;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Which roles have which rights. Never changes. */
public final class Rights {
    private final Map<Right, Set<String>> roles;

    /** Rights by the roles that have them. */
    public Rights(Map<Right, Set<String>> roles) {
        this.roles = new EnumMap<>(roles);
    }

    static Rights of(EtcValues values) {
        Map<Right, Set<String>> roles = new EnumMap<>(Right.class);
        RightsSettings.ROLES.forEach((right, setting) -> roles.put(right, Set.copyOf(values.get(setting))));
        return new Rights(roles);
    }

    /** What somebody with these roles may do. */
    Set<Right> of(Set<String> owned) {
        Set<Right> rights = EnumSet.noneOf(Right.class);
        roles.forEach((right, those) -> {
            if (those.stream().anyMatch(owned::contains)) {
                rights.add(right);
            }
        });
        return rights;
    }
}
