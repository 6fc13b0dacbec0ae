package dev.lockstep.modules.internal.feed;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.fixture.RealCatalogue;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The feed over HTTP. */
class ModuleFeedHandlerTest {
    private final Server server = new Server();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile Distribution.State state = new Distribution.State.Ready(List.of(Version.parse("1.0.0")));
    private volatile List<ModuleRelease> modules;
    private String base;

    @BeforeEach
    void serve() throws Exception {
        RealCatalogue catalogue = RealCatalogue.read();
        modules = List.of(catalogue.newest("com.google.guava"));
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new ModuleFeedHandler(() -> modules, new Folder()));
        server.start();
        base = "http://127.0.0.1:" + connector.getLocalPort();
    }

    @AfterEach
    void stop() throws Exception {
        server.stop();
    }

    @Test
    void bothFilesGiveAddressesOnThePortThatWasAsked() throws Exception {
        String payload =
                "/targets/" + modules.get(0).bundles().get(0).blob().digest().path();
        for (String path : List.of("/modules/features.xml", "/modules/index.xml")) {
            HttpResponse<String> answer = get(path);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/xml");
            assertThat(answer.headers().firstValue("Lockstep")).contains("1");
            assertThat(answer.body()).contains(base + payload);
        }
        assertThat(get("/modules/features.xml").body())
                .contains("<resource-repository>" + base + "/modules/index.xml</resource-repository>");
    }

    @Test
    void whoHasItAlreadyIsToldSoUntilTheModulesChange() throws Exception {
        String etag = get("/modules/index.xml").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> again = get("/modules/index.xml", "If-None-Match", etag);
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.headers().firstValue("ETag")).contains(etag);
        modules = List.of();
        assertThat(get("/modules/index.xml", "If-None-Match", etag).statusCode())
                .isEqualTo(200);
    }

    @Test
    void nothingIsOfferedWhileDistributionIsOffOrEmpty() throws Exception {
        state = new Distribution.State.Off();
        assertThat(get("/modules/features.xml").statusCode()).isEqualTo(503);
        assertThat(get("/modules/features.xml").body())
                .contains("LS-DISTRIBUTION-OFF", base.substring("http://".length()));
        state = new Distribution.State.Empty();
        HttpResponse<String> empty = get("/modules/index.xml");
        assertThat(empty.statusCode()).isEqualTo(503);
        assertThat(empty.headers().firstValue("Retry-After")).contains("30");
        assertThat(empty.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(empty.body()).contains("LS-DISTRIBUTION-EMPTY");
        assertThat(get("/modules/index.xml", "Accept-Language", "ru").body()).containsPattern("[а-я]{3}");
    }

    @Test
    void nothingElseIsThere() throws Exception {
        assertThat(get("/modules").statusCode()).isEqualTo(404);
        assertThat(get("/modules/modules.json").statusCode()).isEqualTo(404);
        HttpRequest delete = HttpRequest.newBuilder(URI.create(base + "/modules/index.xml"))
                .DELETE()
                .build();
        HttpResponse<String> refused = client.send(delete, HttpResponse.BodyHandlers.ofString());
        assertThat(refused.statusCode()).isEqualTo(405);
        assertThat(refused.headers().firstValue("Allow")).contains("GET, HEAD");
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** A distribution folder of which nothing but its state is asked. */
    private final class Folder implements Distribution {
        @Override
        public State state() {
            return state;
        }

        @Override
        public void mirror(Version version, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void mirrorModule(String name, Version version, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Verification verify(Progress progress) {
            return new Verification(0, 0, 0);
        }

        @Override
        public List<Sentence> notices() {
            return List.of();
        }

        @Override
        public long missingBytes(Release release) {
            throw new UnsupportedOperationException();
        }
    }
}
