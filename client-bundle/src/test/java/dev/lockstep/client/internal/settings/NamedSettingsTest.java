package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.NamedSettings.Shown;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.source.HttpProxy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedSettingsTest {
    private static final String PROXY = "http://lockstep:s3cr:et@proxy.example:3128";

    @TempDir
    private Path folder;

    private Path file;
    private SettingsService service;
    private NamedSettings settings;
    private final List<AuditEvent> audited = new ArrayList<>();

    @BeforeEach
    void computer() throws IOException {
        file = folder.resolve("etc/dev.lockstep.node.cfg");
        service = new SettingsService(folder, "test");
        settings = new NamedSettingsService(service, audited::add);
    }

    @Test
    void everySettingOfTheFileIsThereWithWhatCountsWhenNobodySetIt() {
        List<Setting<?>> declared = new ArrayList<>(NodeSettings.FILE.settings());
        // Trusting a server is more than a setting: lockstep:join, or a line in the file.
        declared.remove(NodeSettings.JOIN_TOKEN);
        assertThat(settings.all()).extracting(Shown::setting).isEqualTo(declared);
        assertThat(settings.all())
                .allSatisfy(shown ->
                        assertThat(shown.value()).isEqualTo(shown.setting().unset()));
    }

    @Test
    @DisplayName(
            "LS-140 A changed setting stands in the audit log with its old and new value, and never with a password")
    void aChangeIsWrittenDownWithoutPasswords() throws IOException {
        settings.change("server.address", "main.example");
        settings.tried("server.address", "other.example");
        settings.change("vendor.proxy", PROXY);
        settings.change("vendor.proxy", "");
        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("change setting", "server.address", "changed")
                                .change("", "main.example"),
                        AuditEvent.of("change setting", "vendor.proxy", "changed")
                                .change("", "http://lockstep:***@proxy.example:3128"),
                        AuditEvent.of("change setting", "vendor.proxy", "changed")
                                .change("http://lockstep:***@proxy.example:3128", ""));
        assertThat(audited.toString()).doesNotContain("s3cr:et");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name              | Boiler house           | Boiler house",
                "source            | Folder                 | folder",
                "vendor.urls       | http://a/, http://b/x  | http://a/, http://b/x",
                "vendor.proxy      | http://proxy:8080      | http://proxy:8080",
                "server.address    | ' main.example '       | main.example",
                "server.port       | 10001                  | 10001",
                "folder            | /mnt/stick             | /mnt/stick",
                "address.from      | poll-host              | poll-host",
                "distribute        | on                     | true",
                "receive.modules   | yes                    | true",
                "channel           | beta                   | beta",
                "components        | a,b                    | a, b",
                "automatic         | off                    | false",
                "bytes.per.second  | 512K                   | 524288",
                "bytes.per.second  | 2m                     | 2097152",
                "check.interval    | 60                     | 60",
                "newer.than.server | WAIT                   | wait",
                "listen            | no                     | false",
                "fill.at.start     | true                   | true",
                "confirm.within    | 600                    | 600",
                "answer.within     | 120                    | 120",
            })
    void eachSettingIsChangedAloneAndIsInForce(String name, String value, String shown) throws IOException {
        List<Shown> before = settings.all();

        assertThat(settings.tried(name, value).value()).isEqualTo(shown);
        assertThat(file).as("trying writes nothing").doesNotExist();
        assertThat(settings.change(name, value).value()).isEqualTo(shown);

        List<Shown> after = new NamedSettingsService(new SettingsService(folder, "test"), audited::add).all();
        for (int i = 0; i < before.size(); i++) {
            Shown setting = before.get(i);
            assertThat(after.get(i).value())
                    .as(setting.name())
                    .isEqualTo(setting.name().equals(name) ? shown : setting.value());
        }
    }

    @Test
    @DisplayName("LS-140 A password in an address that somebody wrote wrongly into the file is not shown")
    void whatIsMalformedIsShownWithoutItsPassword() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(
                file,
                "vendor.urls = https://u:GEH/EIM@vendor.example/, https://good.example/\nvendor.proxy = u:GEH/EIM@proxy\n");
        SettingsService written = new SettingsService(folder, "test");
        assertThat(new NamedSettingsService(written, audited::add).all().toString())
                .doesNotContain("GEH", "EIM");
        assertThat(written.problem())
                .hasValueSatisfying(problem -> assertThat(problem.text(Locale.ENGLISH))
                        .contains("vendor.urls", "https://...@vendor.example/")
                        .doesNotContain("GEH", "EIM"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.port       | 65536     | The port \"65536\" is not a number from 1 to 65535",
                "server.address    | a b       | \"a b\" is not an address",
                "vendor.urls       | ftp://a   | The setting vendor.urls: \"ftp://a\" is not usable",
                "vendor.proxy      | http://u:geheim@ | The setting vendor.proxy: ",
                "source            | tape      | The setting source: \"tape\" is not usable, expected is vendor, computer, folder",
                "distribute        | maybe     | The setting distribute: \"maybe\" is not usable, expected is true or false",
                "bytes.per.second  | -1        | The setting bytes.per.second: \"-1\" is not usable, expected is a number from 0",
                "check.interval    | 0         | The setting check.interval: \"0\" is not usable, expected is 1 to 2592000",
                "newer.than.server | panic     | The setting newer.than.server: \"panic\" is not usable, expected is downgrade, wait",
                "components        | lockstep-node | The setting components: lockstep-node is there on every computer",
                "colour            | blue      | There is no setting \"colour\". The settings are: name, source, vendor.urls",
            })
    void whatCannotBeUsedIsRefusedWithTheReasonAndNothingIsChanged(String name, String value, String text) {
        for (boolean trying : List.of(true, false)) {
            assertThatThrownBy(() -> {
                        if (trying) {
                            settings.tried(name, value);
                        } else {
                            settings.change(name, value);
                        }
                    })
                    .isInstanceOf(ProblemException.class)
                    .hasMessageStartingWith(text)
                    .hasMessageNotContaining("geheim");
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void thePasswordIsNeverShown() throws IOException {
        assertThat(settings.change("vendor.proxy", PROXY).value())
                .isEqualTo("http://lockstep:***@proxy.example:3128")
                .isEqualTo(value("vendor.proxy"));
        assertThat(service.secret(NodeSettings.VENDOR_PROXY)).isEqualTo(HttpProxy.parse(PROXY));

        assertThatThrownBy(() -> settings.change("vendor.proxy", value("vendor.proxy")))
                .hasMessageContaining("*** stands for the password");
        assertThat(service.secret(NodeSettings.VENDOR_PROXY)).isEqualTo(HttpProxy.parse(PROXY));
    }

    @Test
    void aSettingThatIsEmptiedIsWhatCountsWhenNobodySetItAndTheOtherLinesStay() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "# How often\ncheck.interval = 60\nname = North\n");
        service.reload();
        assertThat(service.identity().name()).isEqualTo("North");

        assertThat(settings.change("check.interval", "").value()).isEqualTo("900");
        settings.change("name", "");

        assertThat(file).content().isEqualTo("# How often\ncheck.interval = \nname = \n");
        assertThat(service.current().get(NodeSettings.CHECK_INTERVAL)).hasMinutes(15);
        assertThat(service.identity().name()).isEqualTo("test");
    }

    private String value(String name) {
        return settings.all().stream()
                .filter(setting -> setting.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    @DisplayName(
            "LS-187: A setting without a value is what this kind of computer came with, and not what another kind came with")
    void emptyIsWhatWasShipped() throws IOException {
        Path shipped = folder.resolve("version/etc.server/dev.lockstep.node.cfg");
        Files.createDirectories(shipped.getParent());
        Files.writeString(shipped, "automatic = false\n");
        System.setProperty("karaf.home", folder.resolve("version").toString());
        System.setProperty("lockstep.role", "server");
        try {
            settings.change("automatic", "true");
            assertThat(settings.tried("automatic", "").value()).isEqualTo("false");
            assertThat(settings.change("automatic", "").value()).isEqualTo("false");
            assertThat(service.current().get(NodeSettings.AUTOMATIC)).isFalse();
        } finally {
            System.clearProperty("karaf.home");
            System.clearProperty("lockstep.role");
        }
    }
}
