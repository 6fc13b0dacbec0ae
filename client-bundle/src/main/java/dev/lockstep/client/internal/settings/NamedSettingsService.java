package dev.lockstep.client.internal.settings;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The lines of the settings file, one by one. */
@Component(service = NamedSettings.class)
public final class NamedSettingsService implements NamedSettings {
    private final SettingsFile file;
    private final Audit audit;

    @Activate
    public NamedSettingsService(@Reference SettingsService settings, @Reference Audit audit) {
        this.file = settings.file();
        this.audit = audit;
    }

    @Override
    public List<Setting> all() {
        Map<String, String> values = file.values();
        return SettingName.ALL.stream().map(name -> setting(name, values)).toList();
    }

    @Override
    public Setting tried(String name, String value) {
        SettingName known = known(name);
        return setting(known, file.tried(written(known, value)).values());
    }

    @Override
    public Setting change(String name, String value) throws IOException {
        SettingName known = known(name);
        Setting before = setting(known, file.values());
        file.put(written(known, value));
        Setting after = setting(known, file.values());
        // As they are shown: without passwords.
        audit.record(AuditEvent.of("change setting", name, "changed").change(before.value(), after.value()));
        return after;
    }

    private static Map<String, String> written(SettingName name, String value) {
        if (name.isHidden(value)) {
            throw ProblemException.of(
                    ProblemCode.SETTING_UNUSABLE,
                    Map.of("reason", name.name() + ": *** stands for the password; type the password itself"));
        }
        return Map.of(name.name(), name.written().apply(value));
    }

    private static Setting setting(SettingName name, Map<String, String> values) {
        return new Setting(
                name.name(), name.shown(values.getOrDefault(name.name(), "")), name.kind(), name.unset(), name.usual());
    }

    private static SettingName known(String name) {
        return SettingName.ALL.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.SETTING_UNKNOWN,
                        Map.of(
                                "name",
                                name,
                                "names",
                                SettingName.ALL.stream().map(SettingName::name).collect(Collectors.joining(", ")))));
    }
}
