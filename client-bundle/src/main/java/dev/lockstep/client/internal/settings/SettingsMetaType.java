package dev.lockstep.client.internal.settings;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.settings.DistributionSettings;
import dev.lockstep.core.settings.EtcFile;
import dev.lockstep.core.settings.FleetSettings;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.ModuleSettings;
import dev.lockstep.core.settings.RightsSettings;
import dev.lockstep.core.settings.Setting;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.MetaTypeProvider;
import org.osgi.service.metatype.ObjectClassDefinition;

/** What Config Admin's tools know of the settings: all that is declared of them, without the secrets. */
@Component(service = SettingsMetaType.class, immediate = true)
public final class SettingsMetaType implements MetaTypeProvider {
    /** All files of etc that have settings of ours. */
    public static final List<EtcFile> FILES = List.of(
            NodeSettings.FILE,
            HttpSettings.FILE,
            FleetSettings.FILE,
            ModuleSettings.FILE,
            DistributionSettings.FILE,
            RightsSettings.FILE);

    private final ServiceRegistration<?> registration;

    /** Called by Declarative Services. */
    @Activate
    public SettingsMetaType(BundleContext context) {
        String[] pids = FILES.stream().map(EtcFile::pid).toArray(String[]::new);
        registration = context.registerService(
                MetaTypeProvider.class, this, FrameworkUtil.asDictionary(Map.of(METATYPE_PID, pids)));
    }

    @Deactivate
    void stop() {
        registration.unregister();
    }

    @Override
    public ObjectClassDefinition getObjectClassDefinition(String id, String locale) {
        Locale language = locale == null ? Locale.getDefault() : Locale.forLanguageTag(locale.replace('_', '-'));
        return FILES.stream()
                .filter(file -> file.pid().equals(id))
                .findFirst()
                .map(file -> described(file, language))
                .orElseThrow(() -> new IllegalArgumentException("there is no " + id));
    }

    static ObjectClassDefinition described(EtcFile file, Locale language) {
        return new Described(file, language);
    }

    @Override
    public String[] getLocales() {
        return new String[] {"en", "ru"};
    }

    private record Described(EtcFile file, Locale language) implements ObjectClassDefinition {
        @Override
        public String getName() {
            return "etc/" + file.pid() + ".cfg";
        }

        @Override
        public String getID() {
            return file.pid();
        }

        @Override
        public String getDescription() {
            return file.explanation(language);
        }

        @Override
        public AttributeDefinition[] getAttributeDefinitions(int filter) {
            // Everything can be left out.
            return filter == REQUIRED
                    ? new AttributeDefinition[0]
                    : file.settings().stream()
                            .filter(setting -> !setting.secret())
                            .map(setting -> new Attribute(setting, file.explanation(setting, language)))
                            .toArray(AttributeDefinition[]::new);
        }

        @Override
        public InputStream getIcon(int size) {
            return null;
        }
    }

    private record Attribute(Setting<?> setting, String explanation) implements AttributeDefinition {
        @Override
        public String getName() {
            return setting.name();
        }

        @Override
        public String getID() {
            return setting.name();
        }

        @Override
        public String getDescription() {
            return explanation;
        }

        @Override
        public int getCardinality() {
            return 0;
        }

        @Override
        public int getType() {
            return setting.kind() == Setting.Kind.FLAG ? BOOLEAN : STRING;
        }

        @Override
        public String[] getOptionValues() {
            return setting.kind() == Setting.Kind.CHOICE ? setting.usual().toArray(String[]::new) : new String[0];
        }

        @Override
        public String[] getOptionLabels() {
            return getOptionValues();
        }

        @Override
        public String validate(String value) {
            try {
                setting.read(value);
                return "";
            } catch (IllegalArgumentException e) {
                return e.getMessage();
            }
        }

        @Override
        public String[] getDefaultValue() {
            return new String[] {setting.unset()};
        }
    }
}
