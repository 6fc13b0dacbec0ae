package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.settings.EtcFile;
import dev.lockstep.core.settings.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.metatype.ObjectClassDefinition;

@DisplayName(
        "LS-172 Of all settings, those that hold a secret are in neither metatype nor a file that Config Admin reads")
class SecretSettingsTest {
    @TempDir
    Path etc;

    @Test
    void whatSoundsLikeASecretIsDeclaredAsOne() {
        for (EtcFile file : SettingsMetaType.FILES) {
            for (Setting<?> setting : file.settings()) {
                boolean sounds = setting.name().matches(".*(passw|passphrase|secret|token|credential|proxy).*");
                assertThat(setting.secret())
                        .as(file.pid() + " " + setting.name())
                        .isEqualTo(sounds);
            }
        }
    }

    @Test
    void metatypeKnowsNoSecret() {
        for (EtcFile file : SettingsMetaType.FILES) {
            List<String> secrets = secrets(file);
            assertThat(Arrays.stream(SettingsMetaType.described(file, Locale.ENGLISH)
                                    .getAttributeDefinitions(ObjectClassDefinition.ALL))
                            .map(attribute -> attribute.getID()))
                    .as(file.pid())
                    .doesNotContainAnyElementsOf(secrets.isEmpty() ? List.of("none") : secrets);
        }
    }

    @Test
    void eachThatSomebodyWroteIntoAnotherFileIsMovedToTheirOwn() throws IOException {
        List<String> all = new ArrayList<>();
        for (EtcFile file : SettingsMetaType.FILES) {
            for (String secret : secrets(file)) {
                Files.writeString(
                        etc.resolve(file.pid() + ".cfg"), "# mine\n" + secret + " = http://u:S3CRET@h:1\nother = x\n");
                new SettingsFile(etc).reload();
                assertThat(etc.resolve(file.pid() + ".cfg"))
                        .content()
                        .doesNotContain("S3CRET")
                        .contains("other = x");
                assertThat(etc.resolve("dev.lockstep.secrets.properties"))
                        .content()
                        .contains(secret + " = http");
                all.add(secret);
            }
        }
        assertThat(all).containsExactlyInAnyOrder("vendor.proxy", "join.token", "keystore.password");
        assertThat(PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(etc.resolve("dev.lockstep.secrets.properties"))))
                .isEqualTo("rw-------");
    }

    private static List<String> secrets(EtcFile file) {
        return file.settings().stream()
                .filter(Setting::secret)
                .<String>map(Setting::name)
                .toList();
    }
}
