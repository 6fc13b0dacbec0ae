package dev.lockstep.core.settings;

import dev.lockstep.core.access.Right;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** {@code etc/dev.lockstep.rights.cfg}: which roles have which right on the page and over HTTP. */
public final class RightsSettings {
    public static final Setting<String> REALM = Setting.text("realm", "karaf");
    public static final Setting<String> REALM_FILE = Setting.text("realm.file", "");

    /** The roles that have a right, which may be none. */
    public static final Map<Right, Setting<List<String>>> ROLES =
            Arrays.stream(Right.values()).collect(Collectors.toMap(Function.identity(), RightsSettings::roles));

    /** All of them. */
    public static final EtcFile FILE = new EtcFile("dev.lockstep.rights", all());

    private RightsSettings() {}

    private static Setting<List<String>> roles(Right right) {
        return Setting.list(
                right.word().replace('-', '.'),
                right == Right.VIEW ? "viewer, manager, admin" : "admin",
                Function.identity());
    }

    private static List<Setting<?>> all() {
        List<Setting<?>> all = new ArrayList<>(List.of(REALM, REALM_FILE));
        Arrays.stream(Right.values()).map(ROLES::get).forEach(all::add);
        return all;
    }
}
