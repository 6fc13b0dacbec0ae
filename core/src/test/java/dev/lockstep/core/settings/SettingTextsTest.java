package dev.lockstep.core.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NodeSettings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class SettingTextsTest {
    @Test
    void everySettingIsExplainedInBothLanguages() throws IOException {
        assertThat(names("_ru")).containsExactlyInAnyOrderElementsOf(names(""));
    }

    @Test
    void anExplanationIsInTheLanguageThatWasAskedForAndElseInEnglish() {
        var setting = new NamedSettings.Shown(NodeSettings.DISTRIBUTE, "true");
        assertThat(setting.description(Locale.GERMAN)).isEqualTo("Distribute updates on this computer.");
        assertThat(setting.description(Locale.forLanguageTag("ru")))
                .isEqualTo("Раздавать обновления на этом компьютере.");
    }

    private static List<String> names(String suffix) throws IOException {
        Properties texts = new Properties();
        try (var reader = new InputStreamReader(
                SettingTextsTest.class.getResourceAsStream("settings" + suffix + ".properties"),
                StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return List.copyOf(texts.stringPropertyNames());
    }
}
