package dev.lockstep.examples.metering.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The application port, called as anything on the network may call it. */
final class MeteringServerTest {
    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private MeteringServer server;
    private URI root;

    @BeforeEach
    void start() throws IOException {
        int port = freePort();
        server = server(port);
        server.start(folder, Migration.fromJar());
        root = URI.create("http://127.0.0.1:" + port);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
    }

    @Test
    void acknowledgesABatchOnceItIsStored() throws Exception {
        String batch =
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":1,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":0.125}]}";
        assertThat(post("/readings", batch).body()).isEqualTo("{\"acknowledged\":1,\"stored\":1,\"refused\":0}\n");
        assertThat(post("/readings", batch).body()).isEqualTo("{\"acknowledged\":1,\"stored\":0,\"refused\":1}\n");
        assertThat(get("/readings/latest?max=1").body())
                .isEqualTo("{\"version\":\"1.1.0\",\"readings\":[{\"meter\":\"M1\",\"sequence\":1,"
                        + "\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":0.125,\"quality\":\"UNKNOWN\"}]}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "nonsense | json.malformed",
                "{} | json.field",
                "{\"readings\":[{\"meter\":\"../x\",\"sequence\":1,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":1}]} | reading.invalid",
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":0,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":1}]} | reading.invalid",
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":1,\"time\":\"yesterday\",\"kwh\":1}]} | reading.invalid",
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":1,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":-1}]} | reading.invalid",
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":1,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":1e999999999}]} | reading.invalid",
                "{\"readings\":[{\"meter\":\"M1\",\"sequence\":1.5,\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":1}]} | json.field"
            })
    void refusesWhatIsNoBatchAndStoresNothing(String body, String code) throws Exception {
        HttpResponse<String> response = post("/readings", body);
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).startsWith("{\"code\":\"" + code + "\",\"message\":\"");
        assertThat(get("/summary").body()).isEqualTo("{\"version\":\"1.1.0\",\"meters\":[]}\n");
    }

    @Test
    void refusesABatchThatIsTooLarge() throws Exception {
        StringBuilder batch = new StringBuilder("{\"readings\":[");
        for (int i = 1; i <= 1001; i++) {
            batch.append(i == 1 ? "" : ",")
                    .append("{\"meter\":\"M1\",\"sequence\":" + i + ",\"time\":\"2026-11-22T00:00:00Z\",\"kwh\":1}");
        }
        assertThat(post("/readings", batch + "]}").body()).contains("A batch holds at most 1000 readings.");
        HttpResponse<String> response = post("/readings", " ".repeat((1 << 20) + 1));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(response.body()).contains("http.too-large");
    }

    @Test
    void answersUnknownPathsMethodsAndQueriesAsSuch() throws Exception {
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/drain").statusCode()).isEqualTo(404);
        assertThat(get("/readings").statusCode()).isEqualTo(405);
        assertThat(get("/readings/latest?max=0").body()).contains("?max= is a number from 1 to 500.");
    }

    @Test
    @DisplayName("LS-095 A login of another version names both versions and where the update is, in one answer")
    void namesBothVersionsAtLogin() throws Exception {
        assertThat(get("/login?version=1.1.0").body()).contains("\"admitted\":true,\"same\":true");
        assertThat(get("/login?version=1.0.0").body())
                .contains("\"admitted\":true,\"same\":false")
                .contains("The workstation is version 1.0.0, the server is version 1.1.0."
                        + " Lockstep offers the update on port 10000 of this server.");
        HttpResponse<String> refused = get("/login?version=2.0.0-rc.1");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body())
                .contains("\"admitted\":false")
                .contains("\"server\":\"1.1.0\",\"workstation\":\"2.0.0-rc.1\",\"updatePort\":10000");
        assertThat(get("/login?version=new").body()).contains("login.version-malformed");
    }

    @Test
    void takesNothingWhileItDrains() throws Exception {
        assertThat(server.drain(Duration.ofSeconds(1))).isTrue();
        HttpResponse<String> response = post("/readings", "{\"readings\":[]}");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("1");
        assertThat(get("/health").body())
                .isEqualTo("{\"status\":\"DOWN\",\"version\":\"1.1.0\",\"reason\":\"The server is draining.\"}\n");
    }

    @Test
    void leavesAFolderAloneThatAnotherServerUses() {
        assertThatThrownBy(() -> server(freePort()).start(folder, Migration.fromJar()))
                .isInstanceOf(IOException.class)
                .hasMessage("Another metering server uses the folder " + folder + ".");
    }

    private static MeteringServer server(int port) {
        return new MeteringServer(
                new ServerSettings(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10000), "1.1.0");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(root(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(root(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI root(String path) {
        return URI.create(root + path);
    }
}
