package dev.lockstep.distribution.internal.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.store.Digest;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.http.TestKey;
import dev.lockstep.distribution.internal.http.TestPort;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadServingTest {
    private static final State OPEN = new State.Ready(List.of());

    @TempDir
    private static Path keys;

    private static TestKey key;

    @TempDir
    private Path folder;

    private HttpClient client;
    private JettyPort tls;
    private JettyPort port;
    private byte[] large;
    private String largePath;
    private byte[] small;
    private String smallPath;

    @BeforeAll
    static void makeKey() throws Exception {
        key = TestKey.make(keys);
    }

    @BeforeEach
    void serve() throws Exception {
        large = bytes(5_000_003);
        largePath = payload(large);
        small = bytes(4096);
        smallPath = payload(small);
        write("distribution/metadata/vendor/timestamp.json", "{\"t\":1}".getBytes(UTF_8));
        write("distribution/metadata/vendor/3.targets.json", "{\"x\":1}".getBytes(UTF_8));
        write("distribution/metadata/vendor/3.a%2Fb.json", "{\"d\":1}".getBytes(UTF_8));
        write("secret.json", "secret".getBytes(UTF_8));
        port = new JettyPort(TestPort.options(), () -> true);
        port.add(List.of("/metadata/vendor", "/targets"), handler());
        port.adjust();
        // Java's client knows HTTP/2 only by ALPN and by the upgrade that is not offered.
        tls = key.port();
        tls.add(List.of("/metadata/vendor", "/targets"), handler());
        tls.adjust();
        client = HttpClient.newBuilder().sslContext(key.trust()).build();
    }

    private PayloadHandler handler() {
        return new PayloadHandler(
                new FolderLayout(folder.resolve("distribution"), folder.resolve("store")),
                () -> OPEN,
                () -> OPEN,
                payload -> false);
    }

    @AfterEach
    void stop() {
        port.close();
        tls.close();
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void files_arrive_byte_for_byte_over_both_protocols(Version version) throws Exception {
        for (byte[] file :
                List.of(large, small, payloadOf(bytes(64 << 10)), payloadOf(bytes(65537)), payloadOf(new byte[0]))) {
            HttpResponse<byte[]> answer = get(version, pathOf(file));
            assertThat(answer.version()).isEqualTo(version);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(Digest.of(answer.body())).isEqualTo(Digest.of(file));
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(file.length);
            assertThat(answer.headers().firstValue("etag"))
                    .hasValue('"' + Digest.of(file).hex() + '"');
            assertThat(answer.headers().firstValue("cache-control"))
                    .hasValueSatisfying(v -> assertThat(v).contains("immutable"));
            assertThat(answer.headers().firstValue("lockstep")).hasValue("1");
        }
    }

    @Test
    void an_upgrade_to_http2_in_plain_text_is_not_offered_and_the_request_is_answered() throws Exception {
        HttpResponse<byte[]> answer = client.send(
                HttpRequest.newBuilder(port.local().orElseThrow().resolve(pathOf(large)))
                        .version(Version.HTTP_2)
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(answer.version()).isEqualTo(Version.HTTP_1_1);
        assertThat(Digest.of(answer.body())).isEqualTo(Digest.of(large));
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void a_part_of_a_file_is_served_from_any_place(Version version) throws Exception {
        assertPart(version, "bytes=1000000-", 1_000_000, large.length);
        assertPart(version, "bytes=10-19", 10, 20);
        assertPart(version, "bytes=-70000", large.length - 70_000, large.length);
        assertPart(version, "bytes=4999990-9999999", 4_999_990, large.length);
        assertPart(version, "bytes=0-0", 0, 1);
    }

    private void assertPart(Version version, String range, int from, int to) throws Exception {
        HttpResponse<byte[]> answer = get(version, largePath, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("content-range"))
                .hasValue("bytes " + from + "-" + (to - 1) + "/" + large.length);
        assertThat(Arrays.equals(answer.body(), Arrays.copyOfRange(large, from, to)))
                .isTrue();
    }

    @Test
    void a_range_that_begins_after_the_end_is_refused_with_the_length() throws Exception {
        HttpResponse<byte[]> answer = get(Version.HTTP_1_1, smallPath, "Range", "bytes=4096-");
        assertThat(answer.statusCode()).isEqualTo(416);
        assertThat(answer.headers().firstValue("content-range")).hasValue("bytes */4096");
        assertThat(new String(answer.body(), UTF_8)).contains("LS-BAD-REQUEST", "the file has 4096 bytes");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"bytes=5-2", "bytes=0-1,4-5", "lines=1-2", "bytes=-", "bytes=a-b", "bytes=99999999999999999999-"
            })
    void a_range_that_is_none_or_several_gets_the_whole_file(String range) throws Exception {
        HttpResponse<byte[]> answer = get(Version.HTTP_1_1, smallPath, "Range", range);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(small);
    }

    @Test
    void a_part_is_only_added_to_what_is_of_the_same_file() throws Exception {
        String etag = '"' + Digest.of(small).hex() + '"';
        assertThat(get(Version.HTTP_1_1, smallPath, "Range", "bytes=5-", "If-Range", etag)
                        .statusCode())
                .isEqualTo(206);
        assertThat(get(Version.HTTP_1_1, smallPath, "Range", "bytes=5-", "If-Range", "\"other\"")
                        .body())
                .isEqualTo(small);
        assertThat(get(Version.HTTP_1_1, smallPath, "Range", "bytes=5-", "If-Range", "W/" + etag)
                        .statusCode())
                .isEqualTo(200);
        String modified = get(Version.HTTP_1_1, smallPath)
                .headers()
                .firstValue("last-modified")
                .orElseThrow();
        assertThat(get(Version.HTTP_1_1, smallPath, "Range", "bytes=5-", "If-Range", modified)
                        .statusCode())
                .isEqualTo(206);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void what_the_client_has_already_is_not_sent_again(Version version) throws Exception {
        HttpResponse<byte[]> first = get(version, "/metadata/vendor/timestamp.json");
        String etag = first.headers().firstValue("etag").orElseThrow();
        assertThat(first.headers().firstValue("cache-control")).hasValue("no-cache");

        HttpResponse<byte[]> second =
                get(version, "/metadata/vendor/timestamp.json", "If-None-Match", "\"x\", " + etag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("etag")).hasValue(etag);
        String modified = first.headers().firstValue("last-modified").orElseThrow();
        assertThat(get(version, "/metadata/vendor/timestamp.json", "If-Modified-Since", modified)
                        .statusCode())
                .isEqualTo(304);

        write("distribution/metadata/vendor/timestamp.json", "{\"t\":22}".getBytes(UTF_8));
        HttpResponse<byte[]> changed = get(version, "/metadata/vendor/timestamp.json", "If-None-Match", etag);
        assertThat(changed.statusCode()).isEqualTo(200);
        assertThat(new String(changed.body(), UTF_8)).isEqualTo("{\"t\":22}");
    }

    @Test
    void a_condition_on_another_file_fails() throws Exception {
        assertThat(get(Version.HTTP_1_1, smallPath, "If-Match", "\"other\"").statusCode())
                .isEqualTo(412);
        assertThat(get(Version.HTTP_1_1, smallPath, "If-Match", "*").statusCode())
                .isEqualTo(200);
        assertThat(get(Version.HTTP_1_1, smallPath, "If-Unmodified-Since", "Mon, 01 Jan 2001 00:00:00 GMT")
                        .statusCode())
                .isEqualTo(412);
    }

    @ParameterizedTest
    @EnumSource(Version.class)
    void head_tells_the_length_and_sends_nothing(Version version) throws Exception {
        HttpRequest request = request(version, largePath)
                .method("HEAD", HttpRequest.BodyPublishers.noBody())
                .build();
        HttpResponse<byte[]> answer = client.send(request, BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(large.length);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void a_role_with_a_slash_in_its_name_is_served_under_its_encoded_name() throws Exception {
        assertThat(new String(
                        get(Version.HTTP_1_1, "/metadata/vendor/3.a%252Fb.json").body(), UTF_8))
                .isEqualTo("{\"d\":1}");
    }

    @Test
    void other_methods_are_refused() throws Exception {
        HttpRequest request = request(Version.HTTP_1_1, smallPath)
                .PUT(HttpRequest.BodyPublishers.ofString("x"))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).hasValue("GET, HEAD");
        assertThat(answer.body()).contains("LS-BAD-REQUEST");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/targets/sha256/../../../secret.json",
                "/targets/%2e%2e/%2e%2e/secret.json",
                "/targets/..%2f..%2fsecret.json",
                "/metadata/vendor/..%5c..%5c..%5csecret.json",
                "/metadata/vendor/%2e%2e%2f%2e%2e%2f%2e%2e%2fsecret.json",
                "/metadata/vendor/..%252f..%252f..%252fsecret.json",
                "/metadata/vendor/../../../secret.json",
                "/metadata/vendor//etc/passwd",
                "/metadata/vendor/;/../secret.json",
                "/metadata/vendor/%00timestamp.json",
                "/metadata/vendor/%zz.json",
                "/metadata/vendor/%c0%ae%c0%ae.json",
                "/metadata/vendor/timestamp.json/",
                "/metadata/vendor/3.targets.json.new",
                "/metadata/vendor",
                "/targets/",
                "/targets/releases/../../complete.json",
                "/targets/sha256/ab/cd"
            })
    void no_path_leads_out_of_the_folder(String path) throws Exception {
        String answer = raw("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertThat(answer).matches("(?s)HTTP/1.1 (400|404) .*").doesNotContain("secret\r\n");
        assertThat(answer).contains("Lockstep: 1", "\"problem\":\"LS-");
    }

    @Test
    void requests_on_one_connection_are_answered_in_order_and_whole() throws Exception {
        String one = "GET " + largePath + " HTTP/1.1\r\nHost: x\r\nRange: bytes=0-99999\r\n\r\n";
        String two = "GET " + smallPath + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
        byte[] answer = rawBytes(one + one + two);
        String text = new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1);
        String part = new String(large, 0, 100_000, java.nio.charset.StandardCharsets.ISO_8859_1);
        int first = text.indexOf(part);
        int second = text.indexOf(part, first + 1);
        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first + 100_000);
        assertThat(text).endsWith(new String(small, java.nio.charset.StandardCharsets.ISO_8859_1));
    }

    private String raw(String request) throws IOException {
        return new String(rawBytes(request), UTF_8);
    }

    private byte[] rawBytes(String request) throws IOException {
        URI local = port.local().orElseThrow();
        try (Socket socket = new Socket(local.getHost(), local.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(UTF_8));
            return socket.getInputStream().readAllBytes();
        }
    }

    private HttpResponse<byte[]> get(Version version, String path, String... headers) throws Exception {
        HttpRequest.Builder request = request(version, path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofByteArray());
    }

    private HttpRequest.Builder request(Version version, String path) {
        URI base =
                version == Version.HTTP_2 ? TestPort.https(tls) : port.local().orElseThrow();
        return HttpRequest.newBuilder(base.resolve(path)).version(version);
    }

    private static String pathOf(byte[] bytes) {
        return "/targets/" + Digest.of(bytes).path();
    }

    private byte[] payloadOf(byte[] bytes) throws IOException {
        payload(bytes);
        return bytes;
    }

    private String payload(byte[] bytes) throws IOException {
        write("store/" + Digest.of(bytes).path(), bytes);
        return pathOf(bytes);
    }

    private void write(String path, byte[] bytes) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
