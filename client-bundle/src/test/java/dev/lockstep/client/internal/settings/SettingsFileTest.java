package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.settings.EtcFile;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

class SettingsFileTest {
    @TempDir
    private Path folder;

    private Path file;
    private SettingsFile settings;

    @BeforeEach
    void emptyFolder() {
        file = folder.resolve("etc/dev.lockstep.node.cfg");
        settings = new SettingsFile(file.getParent());
    }

    @Test
    @DisplayName(
            "LS-002 LS-046 LS-064 Without any file a computer takes nothing from others and gives nothing to others")
    void needsNoFile() {
        assertThat(settings.node().distribute()).isFalse();
        assertThat(settings.node().get(NodeSettings.RECEIVE_MODULES)).isFalse();
        assertThat(settings.node().source()).isEmpty();
        assertThat(settings.problem()).isEmpty();
    }

    @Test
    @DisplayName("LS-046 Distribution can be switched on at any computer")
    void distributionIsSwitchedOn() throws IOException {
        settings.change(with(SourceKind.COMPUTER, "server", "", true));

        assertThat(new SettingsFile(file.getParent()).node().distribute()).isTrue();
    }

    @Test
    @DisplayName("LS-024 Address and port are kept while the vendor is the source, and back again")
    void valuesOfOtherKindsAreKept() throws IOException {
        settings.change(with(SourceKind.COMPUTER, "server.local", "10001", false));
        settings.change(now -> with(
                        SourceKind.VENDOR,
                        now.get(NodeSettings.SERVER_ADDRESS),
                        now.get(NodeSettings.SERVER_PORT),
                        false)
                .apply(now));

        NodeSettings read = new SettingsFile(file.getParent()).node();

        assertThat(read.source())
                .contains(new UpdateSource.Vendor(List.of(URI.create("https://updates.example.org/"))));
        assertThat(read.get(NodeSettings.SERVER_ADDRESS)).isEqualTo("server.local");
        assertThat(read.get(NodeSettings.SERVER_PORT)).isEqualTo("10001");
    }

    @Test
    @DisplayName("LS-035 When the server's port changes only the port is changed here")
    void onlyThePortChanges() throws IOException {
        settings.change(with(SourceKind.COMPUTER, "server.local", "", false));
        assertThat(settings.node().source().orElseThrow().name()).isEqualTo("server.local:10000");

        settings.change(now -> with(SourceKind.COMPUTER, now.get(NodeSettings.SERVER_ADDRESS), "10001", false)
                .apply(now));

        assertThat(settings.node().source().orElseThrow().name()).isEqualTo("server.local:10001");
    }

    @Test
    @DisplayName("LS-053 A file that somebody else changes is in force without a restart")
    void editsAreSeen() throws IOException {
        write("source = computer\nserver.address = first\n");
        assertThat(settings.node().source().orElseThrow().name()).isEqualTo("first:10000");

        write("source = computer\nserver.address = other\n");

        assertThat(settings.node().source().orElseThrow().name()).isEqualTo("other:10000");
    }

    @Test
    void whoAsksForTheSettingsReadsNoFile() throws IOException {
        write("distribute = true\n");
        NodeSettings inForce = settings.node();

        Files.writeString(file, "distribute = false\n");
        assertThat(settings.node()).isSameAs(inForce);
        assertThat(settings.node().distribute()).isTrue();
        Files.delete(file);
        assertThat(settings.node()).isSameAs(inForce);

        assertThat(settings.reload().distribute()).isFalse();
    }

    @Test
    void aSecretInTheFileIsMovedToOneThatOnlyItsOwnerReads() throws IOException {
        write("# The vendor\nvendor.proxy = http://me:s3cret@proxy:3128\ncheck.interval = 60\n");

        assertThat(file).content().isEqualTo("# The vendor\nvendor.proxy = \ncheck.interval = 60\n");
        Path secrets = file.resolveSibling("dev.lockstep.secrets.properties");
        assertThat(secrets).content().contains("s3cret");
        if (Files.getFileStore(secrets).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secrets)))
                    .isEqualTo("rw-------");
        }
        assertThat(settings.secret(NodeSettings.VENDOR_PROXY).orElseThrow().password())
                .isEqualTo("s3cret");
        assertThat(settings.node().texts()).doesNotContainValue("http://me:s3cret@proxy:3128");
        assertThatThrownBy(() -> settings.node().get(NodeSettings.VENDOR_PROXY)).hasMessage("vendor.proxy is a secret");
    }

    @Test
    void metatypeKnowsEachSettingThatIsDeclaredButTheSecrets() {
        for (EtcFile declared : SettingsMetaType.FILES) {
            List<String> described = Arrays.stream(SettingsMetaType.described(declared, Locale.ENGLISH)
                            .getAttributeDefinitions(ObjectClassDefinition.ALL))
                    .map(AttributeDefinition::getID)
                    .toList();
            assertThat(described)
                    .containsExactlyElementsOf(declared.settings().stream()
                            .filter(setting -> !setting.secret())
                            .map(Setting::name)
                            .toList())
                    .doesNotContain("vendor.proxy", "join.token", "keystore.password");
        }
    }

    @Test
    void commentsOrderAndForeignKeysStayAsTheyAre() throws IOException {
        write("# The server in the boiler house\nsource=computer\nserver.address = \\\n  old\n\nsomething.else : 5\n");

        settings.change(with(SourceKind.COMPUTER, "new", "", false));

        assertThat(Files.readString(file))
                .startsWith(
                        "# The server in the boiler house\nsource=computer\nserver.address = new\n\nsomething.else : 5\n");
    }

    @Test
    void pathsWithBackslashesAndForeignLettersSurvive() throws IOException {
        settings.change(
                now -> now.with(NodeSettings.SOURCE, "folder").with(NodeSettings.FOLDER, "D:\\Обновления\\lockstep"));

        assertThat(new SettingsFile(file.getParent()).node().folder()).isEqualTo("D:\\Обновления\\lockstep");
        assertThat(Files.readAllBytes(file)).doesNotContain((byte) 0xd0);
    }

    @Test
    void aBadPortIsRefusedAndNothingIsChanged() throws IOException {
        settings.change(with(SourceKind.COMPUTER, "server", "10000", false));
        byte[] before = Files.readAllBytes(file);

        assertThatThrownBy(() -> settings.change(with(SourceKind.COMPUTER, "server", "70000", false)))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("The port \"70000\" is not a number from 1 to 65535");

        assertThat(Files.readAllBytes(file)).isEqualTo(before);
        assertThat(settings.node().get(NodeSettings.SERVER_PORT)).isEqualTo("10000");
    }

    @Test
    void aFileThatIsNotOneIsNamedAndTheLastGoodSettingsStay() throws IOException {
        write("source = computer\nserver.address = good\n");
        assertThat(settings.node().get(NodeSettings.SERVER_ADDRESS)).isEqualTo("good");

        write("<settings/>\n");

        assertThat(settings.node().get(NodeSettings.SERVER_ADDRESS)).isEqualTo("good");
        assertThat(settings.problem().orElseThrow().code()).isEqualTo(ProblemCode.CONFIGURATION_MALFORMED);
        assertThat(settings.problem().orElseThrow().toString())
                .contains(file.toString(), "line 1 is not of the form key = value", "last good settings stay in force");
        assertThatThrownBy(() -> settings.change(now -> now)).isInstanceOf(ProblemException.class);
        assertThat(Files.readString(file)).isEqualTo("<settings/>\n");
    }

    @Test
    void aValueThatCannotBeUsedIsNamedWithItsKey() throws IOException {
        write("source = internet\n");

        assertThat(settings.problem().orElseThrow().toString())
                .contains("source: \"internet\" is not usable, expected is vendor, computer, folder");
    }

    @Test
    void theIntervalOfChecksIsRead() throws IOException {
        write("check.interval = 60\nnewer.than.server = wait\n");

        assertThat(settings.node().get(NodeSettings.CHECK_INTERVAL)).isEqualTo(Duration.ofMinutes(1));
        assertThat(settings.node().get(NodeSettings.NEWER_THAN_SERVER)).isEqualTo(NodeSettings.NewerThanServer.WAIT);
    }

    private void write(String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
        settings.reload();
    }

    private static UnaryOperator<NodeSettings> with(SourceKind kind, String address, String port, boolean distribute) {
        return now -> now.with(NodeSettings.SOURCE, Setting.word(kind))
                .with(NodeSettings.VENDOR_URLS, "https://updates.example.org/")
                .with(NodeSettings.SERVER_ADDRESS, address)
                .with(NodeSettings.SERVER_PORT, port)
                .with(NodeSettings.DISTRIBUTE, Boolean.toString(distribute));
    }
}
