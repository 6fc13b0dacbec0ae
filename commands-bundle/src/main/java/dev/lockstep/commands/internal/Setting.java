package dev.lockstep.commands.internal;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.source.ServerAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A setting, by the name that it has in {@code etc/dev.lockstep.node.cfg}, and how it is read and written as text.
 *
 * @param key its name
 * @param usual values to propose; others may be right, too
 * @param reader its value as text
 * @param writer sets it from text; throws a {@link dev.lockstep.core.problem.ProblemException} if it is unusable
 */
record Setting(
        String key,
        List<String> usual,
        Function<NodeSettings, String> reader,
        BiConsumer<SettingsDraft, String> writer) {

    private static final List<Setting> ALL = List.of(
            new Setting(
                    "source",
                    List.of("vendor", "computer", "folder"),
                    settings -> SettingText.word(settings.sourceKind()),
                    (draft, text) -> draft.sourceKind = SettingText.choice(SourceKind.class, "source", text)),
            new Setting(
                    "vendor.urls",
                    List.of(),
                    settings ->
                            settings.vendorUrls().stream().map(URI::toString).collect(Collectors.joining(",")),
                    (draft, text) -> draft.vendorUrls = SettingText.urls(text)),
            new Setting("server.address", List.of(), NodeSettings::serverAddress, (draft, text) -> {
                if (!text.isBlank()) {
                    ServerAddress.parse(text, "");
                }
                draft.serverAddress = text.strip();
            }),
            new Setting("server.port", List.of("10000"), NodeSettings::serverPort, (draft, text) -> {
                ServerAddress.parse("localhost", text);
                draft.serverPort = text.strip();
            }),
            new Setting("folder", List.of(), NodeSettings::folder, (draft, text) -> draft.folder = text.strip()),
            new Setting(
                    "address.from",
                    List.of("settings", "login-window", "poll-host"),
                    settings -> SettingText.word(settings.addressFrom()),
                    (draft, text) -> draft.addressFrom = SettingText.choice(AddressFrom.class, "address.from", text)),
            new Setting(
                    "distribute",
                    List.of("true", "false"),
                    settings -> Boolean.toString(settings.distribute()),
                    (draft, text) -> draft.distribute = SettingText.flag("distribute", text)),
            new Setting(
                    "receive.modules",
                    List.of("true", "false"),
                    settings -> Boolean.toString(settings.receiveModules()),
                    (draft, text) -> draft.receiveModules = SettingText.flag("receive.modules", text)),
            new Setting(
                    "channel",
                    List.of("stable", "next", "beta"),
                    NodeSettings::channel,
                    (draft, text) -> draft.channel = text.strip()),
            new Setting(
                    "components",
                    List.of(),
                    settings -> String.join(",", settings.components()),
                    (draft, text) -> draft.components = SettingText.words(text)),
            new Setting(
                    "automatic",
                    List.of("true", "false"),
                    settings -> Boolean.toString(settings.automatic()),
                    (draft, text) -> draft.automatic = SettingText.flag("automatic", text)),
            new Setting(
                    "bytes.per.second",
                    List.of("0"),
                    settings -> Long.toString(settings.bytesPerSecond()),
                    (draft, text) -> draft.bytesPerSecond = SettingText.rate(text)));

    /** All settings, in the order in which they are shown. */
    static List<Setting> all() {
        return ALL;
    }

    static Optional<Setting> of(String key) {
        return ALL.stream().filter(setting -> setting.key.equals(key)).findFirst();
    }

    static List<String> keys() {
        return ALL.stream().map(Setting::key).toList();
    }

    String read(NodeSettings settings) {
        return reader.apply(settings);
    }

    /** The settings with this one changed. */
    NodeSettings changed(NodeSettings settings, String value) {
        var draft = new SettingsDraft(settings);
        writer.accept(draft, value);
        return draft.settings();
    }
}
