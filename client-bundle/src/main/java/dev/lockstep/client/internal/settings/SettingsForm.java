package dev.lockstep.client.internal.settings;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.release.Release;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How {@link NodeSettings} and {@link CheckSettings} stand in {@code etc/dev.lockstep.node.cfg}. */
final class SettingsForm {
    private SettingsForm() {}

    /**
     * Reads the settings.
     *
     * @throws IllegalArgumentException that names the key whose value cannot be used
     */
    static NodeSettings read(Map<String, String> values) {
        return new NodeSettings(
                choice(values, "source", SourceKind.class, SourceKind.VENDOR),
                list(values, "vendor.urls").stream()
                        .map(SettingsForm::vendorUrl)
                        .toList(),
                values.getOrDefault("server.address", "").strip(),
                values.getOrDefault("server.port", "").strip(),
                values.getOrDefault("folder", "").strip(),
                choice(values, "address.from", AddressFrom.class, AddressFrom.SETTINGS),
                flag(values, "distribute", false),
                flag(values, "receive.modules", false),
                name("channel", text(values, "channel", "stable")),
                list(values, "components").stream()
                        .map(SettingsForm::component)
                        .distinct()
                        .toList(),
                flag(values, "automatic", true),
                number(values, "bytes.per.second", 0, 0, Long.MAX_VALUE));
    }

    /** The settings as values of the file; {@link #read} gives them back. */
    static Map<String, String> write(NodeSettings settings) {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("source", word(settings.sourceKind()));
        values.put(
                "vendor.urls", settings.vendorUrls().stream().map(URI::toString).collect(Collectors.joining(", ")));
        values.put("server.address", settings.serverAddress());
        values.put("server.port", settings.serverPort());
        values.put("folder", settings.folder());
        values.put("address.from", word(settings.addressFrom()));
        values.put("distribute", Boolean.toString(settings.distribute()));
        values.put("receive.modules", Boolean.toString(settings.receiveModules()));
        values.put("channel", settings.channel());
        values.put("components", String.join(", ", settings.components()));
        values.put("automatic", Boolean.toString(settings.automatic()));
        values.put("bytes.per.second", Long.toString(settings.bytesPerSecond()));
        return values;
    }

    static String text(Map<String, String> values, String key, String ifMissing) {
        String value = values.getOrDefault(key, "").strip();
        return value.isEmpty() ? ifMissing : value;
    }

    static boolean flag(Map<String, String> values, String key, boolean ifMissing) {
        String value = text(values, key, Boolean.toString(ifMissing)).toLowerCase(Locale.ROOT);
        return switch (value) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw unusable(key, value, "true or false");
        };
    }

    static long number(Map<String, String> values, String key, long ifMissing, long least, long most) {
        String value = text(values, key, Long.toString(ifMissing));
        if (value.matches("[0-9]{1,18}")) {
            long number = Long.parseLong(value);
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw unusable(key, value, most == Long.MAX_VALUE ? "a number from " + least : least + " to " + most);
    }

    static <E extends Enum<E>> E choice(Map<String, String> values, String key, Class<E> kinds, E ifMissing) {
        String value = text(values, key, word(ifMissing));
        return Arrays.stream(kinds.getEnumConstants())
                .filter(kind -> word(kind).equals(value.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> unusable(
                        key,
                        value,
                        Arrays.stream(kinds.getEnumConstants())
                                .map(SettingsForm::word)
                                .collect(Collectors.joining(", "))));
    }

    private static String word(Enum<?> kind) {
        return kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<String> list(Map<String, String> values, String key) {
        return Arrays.stream(values.getOrDefault(key, "").split(","))
                .map(String::strip)
                .filter(value -> !value.isEmpty())
                .toList();
    }

    private static URI vendorUrl(String text) {
        try {
            URI url = new URI(text);
            boolean web = "http".equalsIgnoreCase(url.getScheme()) || "https".equalsIgnoreCase(url.getScheme());
            if (web && url.getHost() != null && url.getUserInfo() == null && url.getQuery() == null) {
                return text.endsWith("/") ? url : new URI(text + "/");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("vendor.urls: " + e.getMessage(), e);
        }
        throw unusable("vendor.urls", text, "addresses that start with https:// or http://");
    }

    private static String component(String text) {
        if (text.equals(Release.NODE)) {
            throw new IllegalArgumentException(
                    "components: " + Release.NODE + " is there on every computer, leave it out");
        }
        return name("components", text);
    }

    private static String name(String key, String text) {
        try {
            return new Release.ComponentRelease(text, List.of()).name();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + ": not a name: \"" + text + "\"", e);
        }
    }

    private static IllegalArgumentException unusable(String key, String value, String expected) {
        return new IllegalArgumentException(key + ": \"" + value + "\" is not usable, expected is " + expected);
    }
}
