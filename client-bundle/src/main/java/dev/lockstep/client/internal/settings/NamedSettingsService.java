package dev.lockstep.client.internal.settings;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.PropertiesText;
import dev.lockstep.core.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The lines of the settings file, one by one. */
@Component(service = NamedSettings.class)
public final class NamedSettingsService implements NamedSettings {
    private static final Pattern PASSWORD = Pattern.compile("//([^:/@]*):.*@");
    private static final String HIDDEN = ":***@";

    /** Whoever enters a join token says whom this computer trusts; that is more than a setting, and goes another way. */
    private static final List<Setting<?>> KNOWN = NodeSettings.FILE.settings().stream()
            .filter(setting -> !setting.equals(NodeSettings.JOIN_TOKEN))
            .toList();

    private final SettingsFile file;
    private final Audit audit;

    @Activate
    public NamedSettingsService(@Reference SettingsService settings, @Reference Audit audit) {
        this.file = settings.file();
        this.audit = audit;
    }

    @Override
    public List<Shown> all() {
        Map<String, String> texts = file.texts();
        return KNOWN.stream().map(setting -> shown(setting, texts)).toList();
    }

    @Override
    public Shown tried(String name, String value) {
        Setting<?> setting = known(name);
        return shown(setting, file.tried(written(setting, value)).texts());
    }

    @Override
    public Shown change(String name, String value) throws IOException {
        Setting<?> setting = known(name);
        Shown before = shown(setting, file.texts());
        file.put(written(setting, value), false);
        Shown after = shown(setting, file.texts());
        // As they are shown: without passwords.
        audit.record(AuditEvent.of("change setting", name, "changed").change(before.value(), after.value()));
        return after;
    }

    private static Map<String, String> written(Setting<?> setting, String value) {
        // As somebody has it who copied it from where it is shown.
        if (value.contains(HIDDEN)) {
            throw ProblemException.of(
                    ProblemCode.SETTING_UNUSABLE,
                    Map.of("reason", Sentence.of("setting.hidden-password", Map.of("setting", setting.name()))));
        }
        // What nobody set on a server is not what nobody set on a client: the file that was shipped says it.
        String meant = value.isBlank() ? shipped().getOrDefault(setting.name(), value) : value;
        return Map.of(setting.name(), setting.form().apply(meant));
    }

    private static Map<String, String> shipped() {
        Path version = Path.of(System.getProperty("karaf.home", ""));
        Path file = version.resolve("etc." + System.getProperty("lockstep.role", "client"))
                .resolve(NodeSettings.FILE.pid() + ".cfg");
        try {
            return PropertiesText.read(file).values();
        } catch (IOException | IllegalArgumentException e) {
            throw ProblemException.of(
                    ProblemCode.NOT_READABLE, Map.of("file", file.toString(), "reason", Sentence.said(e)));
        }
    }

    private static Shown shown(Setting<?> setting, Map<String, String> texts) {
        String value = setting.effective(texts.getOrDefault(setting.name(), ""));
        return new Shown(setting, PASSWORD.matcher(value).replaceAll("//$1" + HIDDEN));
    }

    private static Setting<?> known(String name) {
        return KNOWN.stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.SETTING_UNKNOWN,
                        Map.of(
                                "name",
                                name,
                                "names",
                                KNOWN.stream().map(Setting::name).collect(Collectors.joining(", ")))));
    }
}
