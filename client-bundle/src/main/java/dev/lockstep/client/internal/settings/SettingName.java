package dev.lockstep.client.internal.settings;

import dev.lockstep.core.node.NamedSettings.Kind;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A setting of {@code etc/dev.lockstep.node.cfg}, as {@link NodeConfiguration} explains it.
 *
 * @param name its name
 * @param kind what kind of value it has
 * @param unset what counts when nobody set it
 * @param usual values to propose
 * @param written a value as a person types it, in the form in which the file has it; what cannot be used stays as it is, and is
 *     refused when the file is read
 */
record SettingName(String name, Kind kind, String unset, List<String> usual, UnaryOperator<String> written) {
    private static final List<String> FLAGS = List.of("true", "false");
    private static final Pattern RATE = Pattern.compile("([0-9]{1,9})([kKmM])");
    private static final Pattern PASSWORD = Pattern.compile("//([^:/@]*):.*@");
    private static final String HIDDEN = "//$1:***@";

    /** All settings. */
    static final List<SettingName> ALL = List.of(
            text("name", ""),
            choice("source", "vendor", "vendor", "computer", "folder", "import"),
            list("vendor.urls"),
            text("vendor.proxy", ""),
            text("server.address", ""),
            number("server.port", "", "10000"),
            text("folder", ""),
            choice("address.from", "settings", "settings", "login-window", "poll-host"),
            flag("distribute", "false"),
            flag("receive.modules", "false"),
            text("channel", "stable", "stable", "beta"),
            list("components"),
            flag("automatic", "true"),
            new SettingName("bytes.per.second", Kind.NUMBER, "0", List.of("0", "512K", "2M"), SettingName::rate),
            number("check.interval", "900", "60", "900", "3600"),
            choice("newer.than.server", "downgrade", "downgrade", "wait"),
            flag("listen", "true"),
            flag("fill.at.start", "false"),
            number("confirm.within", "180", "180", "600"),
            number("answer.within", "30", "30", "120"),
            flag("server.plain", "false"),
            flag("server.first.use", "true"));

    private static SettingName text(String name, String unset, String... usual) {
        return new SettingName(name, Kind.TEXT, unset, List.of(usual), String::strip);
    }

    private static SettingName number(String name, String unset, String... usual) {
        return new SettingName(name, Kind.NUMBER, unset, List.of(usual), String::strip);
    }

    private static SettingName choice(String name, String unset, String... usual) {
        return new SettingName(
                name, Kind.CHOICE, unset, List.of(usual), value -> value.strip().toLowerCase(Locale.ROOT));
    }

    private static SettingName flag(String name, String unset) {
        return new SettingName(name, Kind.FLAG, unset, FLAGS, SettingName::flag);
    }

    private static SettingName list(String name) {
        return new SettingName(
                name,
                Kind.LIST,
                "",
                List.of(),
                value -> Arrays.stream(value.split(","))
                        .map(String::strip)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(", ")));
    }

    private static String flag(String value) {
        String word = value.strip().toLowerCase(Locale.ROOT);
        return switch (word) {
            case "on", "yes" -> "true";
            case "off", "no" -> "false";
            default -> word;
        };
    }

    /** A number of bytes; K and M stand for KiB and MiB. */
    private static String rate(String value) {
        Matcher rate = RATE.matcher(value.strip());
        if (!rate.matches()) {
            return value.strip();
        }
        int bits = rate.group(2).equalsIgnoreCase("k") ? 10 : 20;
        return Long.toString(Long.parseLong(rate.group(1)) << bits);
    }

    /** A value as it may be shown. */
    String shown(String value) {
        String effective = value.isBlank() ? unset : written.apply(value);
        return PASSWORD.matcher(effective).replaceAll(HIDDEN);
    }

    /** Whether a value has what is shown in the place of a password, as somebody has who copied it from there. */
    boolean isHidden(String value) {
        return value.contains(":***@");
    }
}
