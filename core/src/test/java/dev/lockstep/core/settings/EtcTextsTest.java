package dev.lockstep.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of etc that are shipped say of each setting what is declared of it, and know no other. */
class EtcTextsTest {
    private static final Path SHIPPED = Path.of("../karaf-assembly/node/src/main");
    private static final int WIDTH = 128;
    private static final List<EtcFile> FILES = List.of(
            NodeSettings.FILE,
            HttpSettings.FILE,
            FleetSettings.FILE,
            ModuleSettings.FILE,
            DistributionSettings.FILE,
            RightsSettings.FILE);

    /** What a server or a client has instead of what counts when nobody set it. */
    private static final Map<String, Map<String, String>> ROLES = Map.of(
            "etc", Map.of(),
            "etc.server", Map.of("distribute", "true", "automatic", "false", "host", "0.0.0.0"),
            "etc.client", Map.of("source", "computer"));

    @ParameterizedTest
    @MethodSource("shipped")
    void aFileOfEtcSaysWhatIsDeclared(String folder, EtcFile declared) throws IOException {
        Map<String, String> own = ROLES.get(folder);
        assertThat(SHIPPED.resolve(folder).resolve(declared.pid() + ".cfg"))
                .content()
                .isEqualTo(comment(declared.explanation(Locale.ENGLISH)) + settings(declared, own, s -> !s.secret()));
        declared.settings().forEach(setting -> setting.read(own.getOrDefault(setting.name(), setting.unset())));
    }

    @Test
    void theFileOfTheSecretsSaysWhatIsDeclared() throws IOException {
        String all = FILES.stream()
                .map(file -> settings(file, Map.of(), Setting::secret))
                .collect(Collectors.joining());
        assertThat(SHIPPED.resolve("etc/dev.lockstep.secrets.properties"))
                .content()
                .isEqualTo(comment(
                                "The secrets among the settings. Only the owner of this file can read it, and Config Admin"
                                        + " does not copy it; a secret that is written into another file of etc is moved here.")
                        + all);
    }

    @Test
    void eachDeclaredFileIsShippedAndNoOther() throws IOException {
        for (String role : List.of("etc.server", "etc.client")) {
            List<String> names = new ArrayList<>();
            for (String folder : List.of("etc", role)) {
                try (Stream<Path> files = Files.list(SHIPPED.resolve(folder))) {
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.startsWith("dev.lockstep.") && name.endsWith(".cfg"))
                            .forEach(names::add);
                }
            }
            assertThat(names)
                    .containsExactlyInAnyOrderElementsOf(
                            FILES.stream().map(file -> file.pid() + ".cfg").toList());
        }
    }

    static Stream<org.junit.jupiter.params.provider.Arguments> shipped() {
        return ROLES.keySet().stream()
                .flatMap(folder -> FILES.stream()
                        .filter(file -> Files.exists(SHIPPED.resolve(folder).resolve(file.pid() + ".cfg")))
                        .map(file -> org.junit.jupiter.params.provider.Arguments.of(folder, file)));
    }

    private static String settings(EtcFile file, Map<String, String> own, Predicate<Setting<?>> shown) {
        return file.settings().stream()
                .filter(shown)
                .map(setting -> "\n" + comment(file.explanation(setting, Locale.ENGLISH))
                        + (setting.name() + " = " + own.getOrDefault(setting.name(), setting.unset())).stripTrailing()
                        + "\n")
                .collect(Collectors.joining());
    }

    private static String comment(String text) {
        StringBuilder lines = new StringBuilder();
        StringBuilder line = new StringBuilder("#");
        for (String word : text.split(" ")) {
            if (line.length() + 1 + word.length() > WIDTH) {
                lines.append(line).append('\n');
                line = new StringBuilder("#");
            }
            line.append(' ').append(word);
        }
        return lines.append(line).append('\n').toString();
    }
}
