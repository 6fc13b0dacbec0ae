package dev.lockstep.core.source;

import static dev.lockstep.core.source.LoopbackServer.answer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(300)
class HttpTransportTest {
    /** For what never comes. */
    private static final HttpLimits QUICK = new HttpLimits(
            Duration.ofSeconds(1), Duration.ofMillis(500), Duration.ofMillis(500), Duration.ofMinutes(1), 1);
    /** For what comes, but slowly. */
    private static final HttpLimits DEMANDING = new HttpLimits(
            Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMinutes(1), Duration.ofMillis(300), 1000);

    private static final String OURS = "Lockstep: 1\r\n";
    private static final String FILE = "targets/sha256/ab/file";

    private final Transports transports = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty());

    @ParameterizedTest
    @EnumSource(SlowAnswer.class)
    void noServerKeepsItsReaderWaitingForADocumentOrAPayload(SlowAnswer slow) throws IOException {
        HttpLimits limits = new HttpLimits(
                Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofMillis(500), 1000);
        try (SlowAnswer.Running server = slow.run()) {
            Transport vendor = new Transports(limits, Optional.empty(), Optional.empty())
                    .open(new UpdateSource.Vendor(List.of(server.url())));
            for (String path : List.of(FILE, "metadata/vendor/timestamp.json")) {
                assertThat(catchThrowableOfType(ProblemException.class, () -> vendor.read(path, 100_000)))
                        .as(path)
                        .isNotNull();
            }
        }
    }

    @Test
    void aDocumentThatComesSteadilyIsNotWaitedForWithoutEnd() throws IOException {
        HttpLimits steady = new HttpLimits(
                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(200), 1);
        try (SlowAnswer.Running server = SlowAnswer.BODY_BYTE_BY_BYTE.run()) {
            Transport vendor = new Transports(steady, Optional.empty(), Optional.empty())
                    .open(new UpdateSource.Vendor(List.of(server.url())));
            assertThat(catchThrowableOfType(
                            ProblemException.class, () -> vendor.read("metadata/vendor/timestamp.json", 100_000)))
                    .hasMessageContaining("2 s");
        }
    }

    @Test
    @DisplayName(
            "LS-181: whatever is in a target's path reaches every server as it is, also one that reads + as a space")
    void everyCharacterOfAPathIsAskedFor() throws Exception {
        try (var server = LoopbackServer.answering(head -> answer("200 OK", OURS, asObjectStoresRead(head)))) {
            for (Transport transport : List.of(
                    computer(server.port()),
                    transports.open(new UpdateSource.Vendor(
                            List.of(URI.create("http://127.0.0.1:" + server.port() + "/base/")))))) {
                for (String character : characters()) {
                    String path = "targets/modules/m" + character + "/h.1.0.0" + character + "x.json";
                    byte[] answered = transport.read(path, 1000).orElseThrow();
                    String file =
                            URLDecoder.decode(new String(answered, StandardCharsets.US_ASCII), StandardCharsets.UTF_8);
                    assertThat(file).as(character).endsWith("/" + path);
                }
            }
        }
    }

    /** Every printable character that a target's path may have, and some of other scripts. */
    private static List<String> characters() {
        List<String> characters =
                new ArrayList<>(List.of("\u00fc", "\u0416", "\u6e2c", "\ud83d\udd27", "%2F", "%2B", "%", "a b"));
        for (char c = ' '; c < 0x7f; c++) {
            if (c != '/' && c != '\\' && c != ':') {
                characters.add(String.valueOf(c));
            }
        }
        return characters;
    }

    /** The name under which such a server looks for the file. */
    private static String asObjectStoresRead(String head) {
        String target = head.split(" ", 3)[1];
        int query = target.indexOf('?');
        String file = URLDecoder.decode(query < 0 ? target : target.substring(0, query), StandardCharsets.UTF_8);
        return URLEncoder.encode(file, StandardCharsets.UTF_8);
    }

    @Test
    void aFileIsReadFromAComputer() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer("200 OK", OURS, "contents"))) {
            assertThat(computer(server.port()).read(FILE, 100).orElseThrow())
                    .asString()
                    .isEqualTo("contents");
            assertThat(server.requests.get(0)).startsWith("GET /targets/sha256/ab/file HTTP/1.1\r\n");
        }
    }

    @Test
    @DisplayName("LS-157 A download is continued where it ended")
    void aFileIsReadFromTheMiddle() throws IOException {
        try (var server = LoopbackServer.answering(
                head -> LoopbackServer.header(head, "Range").equals("bytes=3-")
                        ? answer("206 Partial Content", "Content-Range: bytes 3-7/8\r\n", "tents")
                        : answer("400 Bad Request", "", ""))) {
            try (var content = vendor(server).open(FILE, 3).orElseThrow()) {
                assertThat(content.offset()).isEqualTo(3);
                assertThat(content.body().readAllBytes()).asString().isEqualTo("tents");
            }
        }
    }

    @Test
    void aServerThatCannotContinueIsReadFromTheBeginning() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer("200 OK", "", "contents"))) {
            try (var content = vendor(server).open(FILE, 3).orElseThrow()) {
                assertThat(content.offset()).isZero();
            }
        }
        try (var server = LoopbackServer.answering(
                head -> LoopbackServer.header(head, "Range").isEmpty()
                        ? answer("200 OK", "", "short")
                        : answer("416 Range Not Satisfiable", "", ""))) {
            try (var content = vendor(server).open(FILE, 99).orElseThrow()) {
                assertThat(content.offset()).isZero();
            }
        }
    }

    @Test
    void anotherPartThanWasAskedForIsRefused() throws IOException {
        try (var server = LoopbackServer.answering(
                head -> answer("206 Partial Content", "Content-Range: bytes 4-7/8\r\n", "ents"))) {
            assertProblem(ProblemCode.SOURCE_ERROR, () -> vendor(server).open(FILE, 3))
                    .isEqualTo("The update source " + url(server)
                            + " answered with an error: it sends another part of the file than was asked for.");
        }
    }

    @Test
    void aFileThatIsNotThereIsEmpty() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer("404 Not Found", OURS, "nothing"))) {
            assertThat(computer(server.port()).open(FILE, 0)).isEmpty();
            assertThat(vendor(server).open(FILE, 0)).isEmpty();
        }
    }

    @Test
    void aVendorsObjectStoreForbidsWhatIsNotThere() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer("403 Forbidden", "", "<Error/>"))) {
            assertThat(vendor(server).open(FILE, 0)).isEmpty();
        }
    }

    @Test
    void aFileThatAComputerExplainsNotToHaveIsEmptyToo() throws IOException {
        // A chain of roots ends with the first that is not there, so this is no error.
        String problem = "{\"problem\":\"LS-NOT-FOUND\",\"facts\":{},\"text\":\"There is nothing.\"}";
        try (var server = LoopbackServer.answering(
                head -> answer("404 Not Found", OURS + "Content-Type: application/problem+json\r\n", problem))) {
            assertThat(computer(server.port()).open(FILE, 0)).isEmpty();
        }
    }

    @Test
    void aFileLongerThanAllowedIsNotReadIntoMemory() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer("200 OK", OURS, "x".repeat(101)))) {
            assertProblem(
                            ProblemCode.PAYLOAD_OVERSIZED,
                            () -> computer(server.port()).read(FILE, 100))
                    .contains("is longer than the 100 bytes it may have");
        }
    }

    @Test
    void aDocumentIsSentAndTheAnswerRead() throws IOException {
        try (var server = new LoopbackServer(connection -> {
            String head = connection.readHead().orElseThrow();
            byte[] body = connection.in.readNBytes(Integer.parseInt(LoopbackServer.header(head, "Content-Length")));
            connection.write(answer("200 OK", OURS, "got " + new String(body, StandardCharsets.UTF_8)));
        })) {
            byte[] reply =
                    computer(server.port()).post("api/v1/report", "{\"a\":1}".getBytes(StandardCharsets.UTF_8), 100);
            assertThat(reply).asString().isEqualTo("got {\"a\":1}");
        }
    }

    @Test
    @DisplayName("LS-037 A name that does not resolve has its own error")
    void aNameThatDoesNotResolveHasItsOwnText() {
        assertProblem(
                        ProblemCode.SOURCE_UNRESOLVED,
                        () -> computer("no-such-computer.invalid", 10000).open(FILE, 0))
                .isEqualTo("The name \"no-such-computer.invalid\" of the update source is not known to this computer's"
                        + " DNS. Check the name, or enter the IP address.");
    }

    @Test
    @DisplayName("LS-037 A Windows name with an underscore, and a name in other letters, are looked up")
    void namesThatAreNoHostNamesForJavaAreLookedUp() {
        var windows = new UpdateSource.Computer(new ServerAddress("MY_SERVER", 10001), false);
        assertThat(Transports.base(windows, name -> new InetAddress[] {InetAddress.getLoopbackAddress()}))
                .isEqualTo(URI.create("http://127.0.0.1:10001/"));
        var russian = new UpdateSource.Computer(new ServerAddress("сервер.рф", 10000), false);
        assertThat(Transports.base(russian, name -> new InetAddress[0]))
                .isEqualTo(URI.create("http://xn--b1afb6bcb.xn--p1ai:10000/"));
        assertProblem(
                        ProblemCode.SOURCE_UNRESOLVED,
                        () -> computer("no_such_computer.invalid", 10000).open(FILE, 0))
                .startsWith("The name \"no_such_computer.invalid\" of the update source is not known");
    }

    @Test
    @DisplayName("LS-051 A refused connection has its own text")
    void aRefusedConnectionHasItsOwnText() throws IOException {
        int port = closedPort();
        assertProblem(ProblemCode.SOURCE_REFUSED, () -> computer(port).open(FILE, 0))
                .isEqualTo("The update source 127.0.0.1:" + port + " refuses the connection: the computer is there, but"
                        + " nothing listens on this port. Check the port, and that the server is running.");
    }

    @Test
    @DisplayName("LS-051 A computer that accepts and never answers has its own text")
    void aComputerThatNeverAnswersHasItsOwnText() throws IOException {
        try (var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            assertProblem(
                            ProblemCode.SOURCE_TIMEOUT,
                            () -> computer(QUICK, listener.getLocalPort()).open(FILE, 0))
                    .isEqualTo("The update source 127.0.0.1:" + listener.getLocalPort() + " did not answer within 0.5"
                            + " seconds. Check the network and its firewalls; it will be tried again.");
        }
    }

    @Test
    @DisplayName("LS-051 A connection that never comes about has its own text")
    void aConnectionThatNeverComesAboutHasItsOwnText() throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (var listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            fill(listener, crowd);
            assertProblem(
                            ProblemCode.SOURCE_TIMEOUT,
                            () -> computer(QUICK, listener.getLocalPort()).open(FILE, 0))
                    .contains("did not answer within 1 second.");
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    /** Takes all places that the kernel keeps for connections nobody has accepted yet. */
    private static void fill(ServerSocket listener, List<Socket> crowd) throws IOException {
        for (int i = 0; i < 10; i++) {
            var socket = new Socket();
            crowd.add(socket);
            try {
                socket.connect(listener.getLocalSocketAddress(), 200);
            } catch (java.net.SocketTimeoutException e) {
                return;
            }
        }
        throw new IllegalStateException("the kernel goes on taking connections");
    }

    @Test
    @DisplayName("LS-051 A computer that cannot be reached has its own text")
    void aConnectionThatIsClosedHasItsOwnText() throws IOException {
        try (var server = new LoopbackServer(connection -> connection.readHead())) {
            assertProblem(
                            ProblemCode.SOURCE_UNREACHABLE,
                            () -> computer(server.port()).open(FILE, 0))
                    .isEqualTo(
                            "The update source " + server.address() + " cannot be reached (it closes the connection)."
                                    + " Check the network between the two computers.");
        }
        var failures =
                new HttpFailures("10.0.0.1:10000", URI.create("http://10.0.0.1:10000/"), Optional.empty(), QUICK);
        assertThat(failures.beforeAnswer(new java.net.NoRouteToHostException("No route to host")))
                .hasMessage("The update source 10.0.0.1:10000 cannot be reached (No route to host)."
                        + " Check the network between the two computers.");
    }

    @Test
    @DisplayName("LS-050 A web server that is something else is not an update server")
    void aWebServerThatIsSomethingElseIsNoUpdateServer() throws IOException {
        for (String status : List.of("200 OK", "404 Not Found", "500 Internal Server Error")) {
            try (var server =
                    LoopbackServer.answering(head -> answer(status, "Content-Type: text/html\r\n", "<html>"))) {
                assertProblem(
                                ProblemCode.SOURCE_FOREIGN,
                                () -> computer(server.port()).open(FILE, 0))
                        .isEqualTo(server.address() + " answers, but it is not an update server: its answer (HTTP "
                                + status.substring(0, 3) + ") is not one of Lockstep. Check address and port.");
            }
        }
    }

    @Test
    @DisplayName("LS-050 A web page in place of the vendor's repository is not an update server")
    void aWebPageIsNoVendorRepository() throws IOException {
        try (var server = LoopbackServer.answering(
                head -> answer("200 OK", "Content-Type: text/html; charset=utf-8\r\n", "<h1>Welcome</h1>"))) {
            assertProblem(ProblemCode.SOURCE_FOREIGN, () -> vendor(server).open("metadata/vendor/timestamp.json", 0))
                    .isEqualTo(url(server) + " answers, but it is not an update server: it sends a web page."
                            + " Check address and port.");
        }
    }

    @Test
    @DisplayName("LS-050 A program that does not speak HTTP is not an update server")
    void aProgramThatDoesNotSpeakHttpIsNoUpdateServer() throws IOException {
        try (var server = new LoopbackServer(connection -> {
            connection.write("SSH-2.0-OpenSSH_9.2\r\n");
            connection.readHead();
        })) {
            assertProblem(
                            ProblemCode.SOURCE_FOREIGN,
                            () -> computer(server.port()).open(FILE, 0))
                    .contains("is not an update server: it does not speak HTTP");
        }
    }

    @Test
    void aRedirectToAnotherServerIsNotFollowed() throws IOException {
        try (var other = LoopbackServer.answering(head -> answer("200 OK", "", "stolen"));
                var server = LoopbackServer.answering(
                        head -> answer("302 Found", "Location: http://" + other.address() + "/x\r\n", ""))) {
            assertProblem(ProblemCode.SOURCE_FOREIGN, () -> vendor(server).open(FILE, 0))
                    .contains("it redirects to http://" + other.address());
            assertThat(other.requests).isEmpty();
        }
    }

    @Test
    void aRedirectWithinTheServerIsFollowedButNotForEver() throws IOException {
        try (var server = LoopbackServer.answering(head -> head.startsWith("GET /moved")
                ? answer("200 OK", "", "contents")
                : answer("301 Moved Permanently", "Location: /moved\r\n", ""))) {
            assertThat(vendor(server).read(FILE, 100).orElseThrow()).asString().isEqualTo("contents");
        }
        try (var server = LoopbackServer.answering(head -> answer("302 Found", "Location: /again\r\n", ""))) {
            assertProblem(ProblemCode.SOURCE_ERROR, () -> vendor(server).open(FILE, 0))
                    .contains("it redirects in circles");
            assertThat(server.requests).hasSize(4);
        }
    }

    @Test
    void aProblemOfTheOtherComputerIsThrownAsItIs() throws IOException {
        Problem empty = Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", "as-the-server-calls-itself"));
        String body = new String(NodeJson.writeProblem(empty, Locale.ENGLISH), StandardCharsets.UTF_8);
        try (var server = LoopbackServer.answering(
                head -> answer("503 Service Unavailable", OURS + "Content-Type: application/problem+json\r\n", body))) {
            assertProblem(
                            ProblemCode.DISTRIBUTION_EMPTY,
                            () -> computer(server.port()).open(FILE, 0))
                    .startsWith("The computer " + server.address() + " has no updates to distribute yet");
        }
    }

    @Test
    void aProblemThatIsNoneIsAnError() throws IOException {
        try (var server = LoopbackServer.answering(head -> answer(
                "503 Service Unavailable", OURS + "Content-Type: application/problem+json\r\n", "{\"problem\":7}"))) {
            assertProblem(
                            ProblemCode.SOURCE_ERROR,
                            () -> computer(server.port()).open(FILE, 0))
                    .contains("a problem that this version does not understand");
        }
    }

    @Test
    void aServerThatFallsSilentInTheMiddleIsGivenUp() throws IOException {
        var over = new CountDownLatch(1);
        try (var server = new LoopbackServer(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\nLockstep: 1\r\nContent-Length: 1000\r\n\r\nbeginning");
            over.await(5, TimeUnit.MINUTES);
        })) {
            assertProblem(
                            ProblemCode.SOURCE_TIMEOUT,
                            () -> computer(QUICK, server.port()).read(FILE, 1000))
                    .contains("did not answer within 0.5 seconds");
            over.countDown();
        }
    }

    @Test
    void aConnectionThatBreaksInTheMiddleSaysHowFarItCame() throws IOException {
        try (var server = new LoopbackServer(connection -> {
            connection.readHead();
            connection.write("HTTP/1.1 200 OK\r\nLockstep: 1\r\nContent-Length: 1000\r\n\r\nbeginning");
        })) {
            assertProblem(
                            ProblemCode.SOURCE_UNREACHABLE,
                            () -> computer(server.port()).read(FILE, 1000))
                    .contains("the connection broke after 9 bytes");
        }
    }

    @Test
    void aServerThatSendsAByteNowAndThenIsGivenUp() throws IOException {
        try (var server = new LoopbackServer(connection -> drip(connection, "application/octet-stream"))) {
            assertProblem(
                            ProblemCode.SOURCE_UNREACHABLE,
                            () -> computer(DEMANDING, server.port()).read(FILE, 1 << 20))
                    .containsPattern("it sent only [0-9]+ bytes in 0.3 seconds");
        }
    }

    @Test
    @DisplayName("Slow retrieval: a file that is sent as if it were a stream of events is given up as well")
    void aFileIsNoEventStream() throws IOException {
        try (var server = new LoopbackServer(connection -> drip(connection, "text/event-stream"))) {
            assertProblem(
                            ProblemCode.SOURCE_UNREACHABLE,
                            () -> computer(DEMANDING, server.port()).read(FILE, 1 << 20))
                    .containsPattern("it sent only [0-9]+ bytes in 0.3 seconds");
        }
    }

    @Test
    void anEventStreamMayBeSlow() throws IOException {
        try (var server = new LoopbackServer(connection -> drip(connection, "text/event-stream"))) {
            try (var content =
                    computer(DEMANDING, server.port()).open("api/v1/events", 0).orElseThrow()) {
                assertThat(content.body().readNBytes(40)).hasSize(40);
            }
        }
    }

    /** Sends for longer than the window in which a server has to make progress, but little. */
    private static void drip(LoopbackServer.Connection connection, String type) throws Exception {
        connection.readHead();
        connection.write("HTTP/1.1 200 OK\r\nLockstep: 1\r\nContent-Type: " + type + "\r\n\r\n");
        var pace = new CountDownLatch(1);
        while (!pace.await(20, TimeUnit.MILLISECONDS)) {
            connection.write(".");
        }
    }

    @Test
    @DisplayName("LS-052 An unreachable source never falls back silently to the vendor")
    void anUnreachableSourceNeverFallsBackToTheVendor() throws IOException {
        try (var vendor = LoopbackServer.answering(head -> answer("200 OK", OURS, "{}"))) {
            var settings = NodeSettings.of(Map.of(
                    "source",
                    "computer",
                    "vendor.urls",
                    url(vendor),
                    "server.address",
                    "127.0.0.1",
                    "server.port",
                    Integer.toString(closedPort())));
            Transport transport = transports.open(settings.source().orElseThrow());
            assertProblem(ProblemCode.SOURCE_REFUSED, () -> transport.open("metadata/vendor/timestamp.json", 0));
            assertThat(vendor.requests).isEmpty();
        }
    }

    @Test
    void theVendorsServersAreTriedInOrder() throws IOException {
        try (var second = LoopbackServer.answering(head -> answer("200 OK", "", "from the second"));
                var third = LoopbackServer.answering(head -> answer("200 OK", "", "from the third"))) {
            URI first = URI.create("http://127.0.0.1:" + closedPort() + "/updates");
            Transport transport = transports.open(
                    new UpdateSource.Vendor(List.of(first, URI.create(url(second)), URI.create(url(third)))));
            assertThat(transport.sourceName()).isEqualTo(first.toString());
            assertThat(transport.read(FILE, 100).orElseThrow()).asString().isEqualTo("from the second");
            assertThat(transport.sourceName()).isEqualTo(url(second));
            assertThat(third.requests).isEmpty();
        }
    }

    @Test
    void ifAllServersOfTheVendorFailTheProblemOfTheFirstIsTold() throws IOException {
        int closed = closedPort();
        Transport transport = transports.open(new UpdateSource.Vendor(List.of(
                URI.create("http://127.0.0.1:" + closed + "/"), URI.create("http://no-such-computer.invalid/"))));
        assertProblem(ProblemCode.SOURCE_REFUSED, () -> transport.open(FILE, 0))
                .contains("http://127.0.0.1:" + closed + "/ refuses the connection");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ftp://vendor/", "/folder", "vendor.example", "http://user:secret@vendor/", "http:///x"})
    void aVendorUrlThatIsNoneIsRefused(String url) {
        assertProblem(ProblemCode.BAD_URL, () -> transports.open(new UpdateSource.Vendor(List.of(URI.create(url)))))
                .contains("is not the URL of an update server: enter http:// or https://")
                .doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "a/../x", "/x", "", "a//b", "http://other/", "a\\b", ".", "a\nb"})
    void aPathThatLeavesTheBaseIsNeverAskedFor(String path) {
        assertThatIllegalArgumentException().isThrownBy(() -> computer(1).open(path, 0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FolderTransport(java.nio.file.Path.of("x")).open(path, 0));
    }

    @Test
    void theTextsAreThereInRussianToo() throws IOException {
        var thrown = catchThrowableOfType(
                ProblemException.class, () -> computer(closedPort()).open(FILE, 0));
        assertThat(thrown.problem().text(Locale.forLanguageTag("ru"))).contains("отклонил соединение");
    }

    private HttpTransport computer(int port) {
        return computer("127.0.0.1", port);
    }

    private static HttpTransport computer(HttpLimits limits, int port) {
        return new Transports(limits, Optional.empty(), Optional.empty())
                .computer(new UpdateSource.Computer(new ServerAddress("127.0.0.1", port), false));
    }

    private HttpTransport computer(String host, int port) {
        return transports.computer(new UpdateSource.Computer(new ServerAddress(host, port), false));
    }

    private Transport vendor(LoopbackServer server) {
        return transports.open(new UpdateSource.Vendor(List.of(URI.create(url(server)))));
    }

    private static String url(LoopbackServer server) {
        return "http://" + server.address() + "/";
    }

    private static int closedPort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    static org.assertj.core.api.AbstractStringAssert<?> assertProblem(
            ProblemCode code, org.assertj.core.api.ThrowableAssert.ThrowingCallable action) {
        var thrown = catchThrowableOfType(ProblemException.class, action);
        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().code()).as(thrown.getMessage()).isEqualTo(code);
        return assertThat(thrown.getMessage());
    }
}
