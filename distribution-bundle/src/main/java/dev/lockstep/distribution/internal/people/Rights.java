package dev.lockstep.distribution.internal.people;

import dev.lockstep.core.access.Right;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Which roles have which rights. Never changes. */
public final class Rights {
    private final Map<Right, Set<String>> roles;

    /** Rights by the roles that have them. */
    public Rights(Map<Right, Set<String>> roles) {
        this.roles = new EnumMap<>(roles);
    }

    static Rights of(RightsConfiguration configuration) {
        return new Rights(Map.of(
                Right.VIEW, words(configuration.view()),
                Right.APPROVE, words(configuration.approve()),
                Right.INSTALL_UPDATES, words(configuration.install_updates()),
                Right.EDIT_MODULES, words(configuration.edit_modules()),
                Right.CHANGE_SETTINGS, words(configuration.change_settings())));
    }

    private static Set<String> words(String... values) {
        return Arrays.stream(values)
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .collect(Collectors.toSet());
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
