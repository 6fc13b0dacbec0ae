package dev.lockstep.client.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceChoiceTest {
    private static final ServerAddress MAIN = new ServerAddress("main", 10000);
    private static final ServerAddress BRANCH = new ServerAddress("branch", 10000);

    /** Another address of the server that this computer is joined to. */
    private static final ServerAddress BY_NUMBER = new ServerAddress("192.0.2.1", 10000);

    @TempDir
    private Path folder;

    private Optional<ServerAddress> joined = Optional.empty();
    private Logins logins;
    private Path pollFile;
    private SourceChoice sources;

    @BeforeEach
    void nobodyHasLoggedIn() {
        logins = new Logins(folder.resolve("login.json"));
        pollFile = folder.resolve("poll.ini");
        PollHost pollHost = new PollHost(pollFile, folder.resolve("poll-host.json"));
        sources = new SourceChoice(
                logins,
                () -> Files.exists(pollFile) ? Optional.of(pollHost) : Optional.empty(),
                preferred ->
                        joined.map(server -> preferred.filter(BY_NUMBER::equals).orElse(server)));
    }

    @Test
    @DisplayName("LS-032 The source is the server's address and port")
    void theSettingsNameTheServer() {
        assertThat(choose("server.local", "10001", AddressFrom.SETTINGS).source())
                .contains(new UpdateSource.Computer(new ServerAddress("server.local", 10001), false));
    }

    @Test
    @DisplayName("LS-038 A workstation's address comes from its login window")
    void theLoginWindowNamesTheServer() throws IOException {
        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW)
                        .problem()
                        .orElseThrow()
                        .toString())
                .contains("No update source is set", "Log in once");

        logins.loggedIn(MAIN, List.of(MAIN), false, true);

        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).name()).isEqualTo("main:10000");
    }

    @Test
    @DisplayName("LS-039 A poll service's address comes from section PollHost")
    void thePollServiceNamesTheServer() throws IOException {
        Files.writeString(pollFile, "[PollHost]\nHost=main\n");

        assertThat(choose("", "", AddressFrom.POLL_HOST).name()).isEqualTo("main:10000");
    }

    @Test
    @DisplayName("LS-043 Without a usable PollHost the check says which file and key")
    void aBrokenPollHostIsTheProblem() throws IOException {
        Files.writeString(pollFile, "[PollHost]\nHost=\n");

        SourceChoice.Choice choice = choose("", "", AddressFrom.POLL_HOST);

        assertThat(choice.source()).isEmpty();
        assertThat(choice.problem().orElseThrow().toString()).contains(pollFile.toString(), "PollHost.Host");
    }

    @Test
    @DisplayName("LS-042 Logging in elsewhere never changes the source silently")
    void aLaterLoginMovesOnlyTheWorkingConnection() throws IOException {
        logins.loggedIn(MAIN, List.of(MAIN, BRANCH), false, true);
        logins.loggedIn(BRANCH, List.of(MAIN, BRANCH), false, true);

        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).name()).isEqualTo("main:10000");
        assertThat(new Logins(folder.resolve("login.json")).current().working()).contains(BRANCH);

        logins.loggedIn(BRANCH, List.of(MAIN, BRANCH), true, true);

        SourceChoice.Choice proposed = choose("", "", AddressFrom.LOGIN_WINDOW);
        assertThat(proposed.name()).isEqualTo("main:10000");
        assertThat(proposed.warnings())
                .singleElement()
                .asString()
                .contains("would like updates from branch:10000", "lockstep:settings server.address branch");
        assertThat(choose("branch", "", AddressFrom.LOGIN_WINDOW))
                .as("who may change settings agrees")
                .satisfies(agreed -> assertThat(agreed.name()).isEqualTo("branch:10000"))
                .satisfies(agreed -> assertThat(agreed.warnings()).isEmpty());
    }

    @Test
    @DisplayName("LS-042 A computer that was joined to a server stays there, whoever logs in first and last, and where")
    void aJoinedComputerStays() throws IOException {
        joined = Optional.of(MAIN);
        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).name()).isEqualTo("main:10000");
        for (boolean proposes : List.of(false, true)) {
            logins.loggedIn(BRANCH, List.of(BRANCH), proposes, sources.isOpen());
            assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).name()).isEqualTo("main:10000");
            assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).warnings()).hasSize(1);
        }
        joined = Optional.empty();
        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).source())
                .as("what was said while it was joined does not wait behind that")
                .isEmpty();
    }

    @Test
    void aServerThatWasJoinedIsReachedByTheAddressOfTheLoginIfItIsThereToo() throws IOException {
        logins.loggedIn(BY_NUMBER, List.of(MAIN), false, true);
        joined = Optional.of(MAIN);
        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW).name()).isEqualTo("192.0.2.1:10000");
    }

    @Test
    @DisplayName(
            "LS-040 LS-041 Working connection and source are two settings, and a difference is a warning that names both")
    void aDifferenceIsShown() throws IOException {
        logins.loggedIn(MAIN, List.of(MAIN), false, true);
        assertThat(choose("MAIN", "", AddressFrom.SETTINGS).warnings()).isEmpty();

        SourceChoice.Choice choice = choose("branch", "", AddressFrom.SETTINGS);

        assertThat(choice.name()).isEqualTo("branch:10000");
        assertThat(choice.warnings()).singleElement().asString().contains("main:10000", "branch:10000");
    }

    @Test
    @DisplayName("LS-041 So it is for a poll service")
    void aDifferenceOfThePollServiceIsShown() throws IOException {
        Files.writeString(pollFile, "[PollHost]\nHost=main\n");

        assertThat(choose("branch", "", AddressFrom.SETTINGS).warnings())
                .singleElement()
                .asString()
                .contains("main:10000", "branch:10000", "PollHost");
    }

    @Test
    @DisplayName("LS-052 A computer whose server is not known does not turn to the vendor")
    void thereIsNoFallBack() {
        NodeSettings settings = settings(SourceKind.COMPUTER, "", "", AddressFrom.SETTINGS);

        SourceChoice.Choice choice = sources.choose(settings);

        assertThat(settings.get(NodeSettings.VENDOR_URLS)).isNotEmpty();
        assertThat(choice.source()).isEmpty();
        assertThat(choice.problem().orElseThrow().code()).isEqualTo(ProblemCode.SOURCE_MISSING);
    }

    @Test
    @DisplayName("LS-005 A client can take its updates straight from the vendor")
    void theVendorCanBeChosenAnywhere() {
        assertThat(sources.choose(settings(SourceKind.VENDOR, "server", "", AddressFrom.SETTINGS))
                        .name())
                .isEqualTo("https://updates.example.org/");
    }

    @Test
    void aBadPortInTheFileIsTheProblem() {
        assertThat(choose("server", "0", AddressFrom.SETTINGS)
                        .problem()
                        .orElseThrow()
                        .code())
                .isEqualTo(ProblemCode.BAD_PORT);
    }

    @Test
    void aDamagedLoginFileIsSetAsideAndTheNextLoginCounts() throws IOException {
        Files.writeString(folder.resolve("login.json"), "{");

        assertThat(choose("", "", AddressFrom.LOGIN_WINDOW)
                        .problem()
                        .orElseThrow()
                        .toString())
                .contains("Log in once");
        assertThat(folder.resolve("login.json.damaged")).hasContent("{");
    }

    private SourceChoice.Choice choose(String address, String port, AddressFrom from) {
        return sources.choose(settings(SourceKind.COMPUTER, address, port, from));
    }

    private static NodeSettings settings(SourceKind kind, String address, String port, AddressFrom from) {
        return NodeSettings.of(Map.of(
                "source",
                Setting.word(kind),
                "vendor.urls",
                "https://updates.example.org/",
                "server.address",
                address,
                "server.port",
                port,
                "address.from",
                Setting.word(from)));
    }
}
