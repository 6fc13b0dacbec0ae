package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The help of every command, which is found in the sources: there is none without Russian, and none with half of it. */
class HelpLanguageTest {
    private static final String PACKAGE = "dev/lockstep/commands/internal";

    /** Words of the protocol: commands, options, files and formats. */
    private static final String OURS =
            "(lockstep|module):[a-z-]+|lockstep (export|verify-audit)( --[a-z]+)?|--[a-z-]+|\\*\\.lockstep|pilot [0-9.]+|lockstep:[a-z-]+ --group";

    static List<Class<?>> commands() throws IOException {
        List<Class<?>> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java", PACKAGE))) {
            for (Path file : files.filter(each -> each.toString().endsWith("Command.java"))
                    .sorted()
                    .toList()) {
                String name = Path.of("src/main/java").relativize(file).toString();
                Class<?> type = load(name.replace(".java", "").replaceAll("[/\\\\]", "."));
                if (type.isAnnotationPresent(Command.class)) {
                    found.add(type);
                }
            }
        }
        return found;
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    @TestFactory
    @DisplayName("the help of each command is Russian for Russians and English for others")
    Stream<DynamicTest> help() throws IOException {
        return commands().stream()
                .map(type -> DynamicTest.dynamicTest(name(type), () -> {
                    Command command = type.getAnnotation(Command.class);
                    String russian = told(type, command, "ru_RU.UTF-8");
                    String english = told(type, command, "en_GB.UTF-8");
                    assertThat(english)
                            .doesNotContainPattern("\\p{IsCyrillic}")
                            .contains(command.description().substring(0, 20));
                    for (String line : russian.lines().toList()) {
                        // Names and options stand alone, two blanks in; sentences are at the margin or six in.
                        boolean name = line.matches(" {2}\\S.*");
                        if (!line.isBlank() && !name) {
                            assertThat(line.replaceAll(OURS, ""))
                                    .containsPattern("\\p{IsCyrillic}")
                                    .doesNotContainPattern("[a-z]+ [a-z]+ [a-z]+");
                        }
                    }
                }));
    }

    private static String told(Class<?> type, Command command, String language) {
        TestSession session = TestSession.withoutTerminal();
        session.put("LANG", language);
        new Usage(name(type), command.description(), type).tell(new Dialogue(session));
        return session.printed().replace(System.lineSeparator(), "\n");
    }

    @Test
    @DisplayName("the catalogue of the help has no text that no command has any more")
    void nothingLeftOver() throws IOException {
        Set<String> known = new TreeSet<>();
        for (Class<?> type : commands()) {
            known.add(name(type));
            for (Class<?> each = type; each != null; each = each.getSuperclass()) {
                for (Field field : each.getDeclaredFields()) {
                    Stream.of(field.getAnnotationsByType(Option.class))
                            .map(Option::name)
                            .forEach(part -> add(known, type, part));
                    Stream.of(field.getAnnotationsByType(Argument.class))
                            .map(Argument::name)
                            .forEach(part -> add(known, type, part));
                }
            }
        }
        Properties texts = new Properties();
        try (var reader = new InputStreamReader(
                HelpLanguageTest.class.getResourceAsStream("/OSGI-INF/l10n/commands_ru.properties"),
                StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        assertThat(known).containsAll(texts.stringPropertyNames());
    }

    private static void add(Set<String> known, Class<?> type, String part) {
        known.add(part);
        known.add(name(type) + " " + part);
    }

    private static String name(Class<?> type) {
        Command command = type.getAnnotation(Command.class);
        return command.scope() + ":" + command.name();
    }
}
