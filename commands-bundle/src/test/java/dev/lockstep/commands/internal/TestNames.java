package dev.lockstep.commands.internal;

import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.settings.Setting;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Two of the settings; which values are usable is no matter of the commands. */
public final class TestNames implements NamedSettings {
    public final Map<String, String> values = new LinkedHashMap<>();

    public TestNames() {
        values.put("source", "vendor");
        values.put("distribute", "false");
    }

    @Override
    public List<Shown> all() {
        return values.keySet().stream()
                .map(name -> tried(name, values.get(name)))
                .toList();
    }

    @Override
    public Shown tried(String name, String value) {
        if (!values.containsKey(name)) {
            throw ProblemException.of(
                    ProblemCode.SETTING_UNKNOWN, Map.of("name", name, "names", String.join(", ", values.keySet())));
        }
        Setting<?> setting = NodeSettings.FILE.settings().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow();
        return new Shown(setting, value);
    }

    @Override
    public Shown change(String name, String value) {
        values.put(name, tried(name, value).value());
        return tried(name, value);
    }
}
