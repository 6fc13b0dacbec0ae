package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.version.Version;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetHttpTest {
    @TempDir
    Path folder;

    private final JsonMapper json = new JsonMapper();
    private Site site;

    @BeforeEach
    void start() throws Exception {
        site = new Site(folder);
    }

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    @DisplayName("LS-161 What a server assigns is fetched over HTTP and trusted because it is signed")
    void the_site_is_served() throws Exception {
        site.fleet.assignRelease(Optional.of(Version.parse("1.1.0")));
        site.fleet.assignModules(List.of(new AssignedModule("tariffs", Version.parse("2.0.0"))));
        SiteMetadata trusted = new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                        .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", site.port()), false)));

        SiteAssignment assignment = trusted.assignmentFor("anybody").orElseThrow();
        assertThat(assignment.release().orElseThrow().version()).isEqualTo(Version.parse("1.1.0"));
        assertThat(assignment.modules())
                .singleElement()
                .satisfies(module -> assertThat(module.name()).isEqualTo("tariffs"));
    }

    @Test
    void the_timestamp_is_asked_for_each_time_and_everything_else_is_kept_for_ever() throws Exception {
        site.fleet.assignRelease(Optional.of(Version.parse("1.1.0")));

        HttpResponse<String> timestamp = site.get("/metadata/site/timestamp.json");
        assertThat(timestamp.statusCode()).isEqualTo(200);
        assertThat(timestamp.headers().firstValue("Lockstep")).hasValue("1");
        assertThat(timestamp.headers().firstValue("Cache-Control")).hasValue("no-cache");
        String etag = timestamp.headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> same = site.get("/metadata/site/timestamp.json", "If-None-Match", etag);
        assertThat(same.statusCode()).isEqualTo(304);
        assertThat(same.body()).isEmpty();
        assertThat(site.get("/metadata/site/1.root.json").headers().firstValue("Cache-Control"))
                .hasValue("public, max-age=31536000, immutable");

        site.fleet.assignRelease(Optional.of(Version.parse("1.2.0")));
        assertThat(site.get("/metadata/site/timestamp.json", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    @DisplayName("LS-161 Nothing of the site can be asked for but what is signed, and no key")
    void keys_are_not_served() throws Exception {
        site.fleet.assignRelease(Optional.of(Version.parse("1.1.0")));
        assertThat(folder.resolve("site/keys/targets.pem")).exists();

        for (String path : List.of(
                "/metadata/site/../../keys/targets.pem",
                "/metadata/site/%2e%2e/%2e%2e/keys/targets.pem",
                "/metadata/site/..%2f..%2fkeys%2ftargets.pem",
                "/metadata/site/keys/targets.pem",
                "/metadata/site/.site.lock",
                "/targets/assignments/../../keys/root.pem",
                "/targets/assignments/all.json",
                "/metadata/site/")) {
            HttpResponse<String> answer = site.get(path);
            assertThat(answer.statusCode()).as(path).isBetween(400, 404);
            assertThat(answer.body()).as(path).doesNotContain("PRIVATE");
        }
    }

    @Test
    void a_server_that_has_said_nothing_yet_says_so() throws Exception {
        HttpResponse<String> answer = site.get("/metadata/site/timestamp.json");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(NodeJson.readProblem(answer.body().getBytes(UTF_8)).code()).isEqualTo(ProblemCode.NOTHING_ASSIGNED);
    }

    @Test
    @DisplayName("LS-104 Every client that asks while there is nothing to distribute is told so, with the stable code")
    void an_empty_distribution_is_told() throws Exception {
        site.distribution.state = new State.Empty();

        HttpResponse<String> answer = site.get("/metadata/site/timestamp.json");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("30");
        assertThat(NodeJson.readProblem(answer.body().getBytes(UTF_8)))
                .isEqualTo(Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", "127.0.0.1:" + site.port())));
        assertThat(site.report(Reports.current("a", "Alpha")).statusCode())
                .as("who waits is known all the same")
                .isEqualTo(200);
    }

    @Test
    @DisplayName("LS-049 A computer whose distribution is off refuses assignment, events and reports, and says why")
    void a_computer_that_does_not_distribute_refuses() throws Exception {
        site.distribution.state = new State.Off();

        for (HttpResponse<String> answer : List.of(
                site.get("/metadata/site/timestamp.json"),
                site.get("/api/v1/events"),
                site.report(Reports.current("a", "Alpha")))) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(NodeJson.readProblem(answer.body().getBytes(UTF_8)).code())
                    .isEqualTo(ProblemCode.DISTRIBUTION_OFF);
        }
        assertThat(site.fleet.computers()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-097 The fleet list has for each computer its components, modules, last check, last error and deviations")
    void the_fleet_list() throws Exception {
        ComputerReport alpha = Reports.failing("a", "Alpha");
        ComputerReport beta = Reports.relay("b", "Beta");
        assertThat(site.report(beta).body()).isEqualTo("{\"revision\":0}");
        site.report(alpha);

        assertThat(site.fleet.computers()).containsExactly(alpha, beta);
        JsonNode list = json.readTree(site.get("/api/v1/computers").body()).get("computers");
        assertThat(list).hasSize(2);
        JsonNode report = list.get(0).get("report");
        assertThat(report.at("/name").asText()).isEqualTo("Alpha");
        assertThat(report.at("/components/metering-workstation").asText()).isEqualTo("1.1.0");
        assertThat(report.at("/modules/tariffs").asText()).isEqualTo("2.0.0");
        assertThat(report.at("/lastCheck").asText()).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(report.at("/lastProblem/problem").asText()).isEqualTo("LS-SOURCE-REFUSED");
        assertThat(report.at("/lastProblem/text").asText()).startsWith("The update source server:10000 refuses");
        assertThat(list.get(1).at("/report/deviations/0").asText()).contains("it is a relay");
        assertThat(list.get(0).get("seen").asText()).isNotEmpty();
    }

    @Test
    @DisplayName("LS-066 The administrator sees who does not receive modules")
    void who_has_modules_off() throws Exception {
        site.report(Reports.current("a", "Alpha"));
        site.report(Reports.withoutModules("b", "Beta"));

        assertThat(site.fleet.computers())
                .filteredOn(computer -> !computer.receivesModules())
                .extracting(ComputerReport::name)
                .containsExactly("Beta");
        JsonNode list = json.readTree(site.get("/api/v1/computers").body()).get("computers");
        assertThat(list.at("/0/report/receivesModules").asBoolean()).isTrue();
        assertThat(list.at("/1/report/receivesModules").asBoolean()).isFalse();
    }

    @Test
    @DisplayName("LS-048 The administrator sees which client distributes")
    void who_distributes() throws Exception {
        site.report(Reports.current("a", "Alpha"));
        site.report(Reports.relay("b", "Beta"));

        assertThat(site.fleet.computers())
                .filteredOn(ComputerReport::distributes)
                .extracting(ComputerReport::name)
                .containsExactly("Beta");
        JsonNode list = json.readTree(site.get("/api/v1/computers").body()).get("computers");
        assertThat(list.at("/1/report/distributes").asBoolean()).isTrue();
    }

    @Test
    void a_report_that_is_none_is_refused_and_says_what_is_wrong() throws Exception {
        assertRefused(400, "not usable, it is not JSON", post("hello"));
        assertRefused(400, "not usable, \"format\" is missing", post("{}"));
        assertRefused(
                400,
                "\"id\" has characters that such a name cannot have",
                site.report(Reports.current("../../etc/passwd", "Evil")));
        assertRefused(
                415, "has the content type application/json", site.post("text/plain", BodyPublishers.ofString("{}")));
        assertRefused(405, "only POST is possible here", site.get("/api/v1/report"));
        assertThat(site.fleet.computers()).isEmpty();
    }

    @Test
    void a_report_that_is_too_long_is_refused_whether_it_says_its_length_or_not() throws Exception {
        byte[] huge = new byte[NodeJson.MAXIMUM_REPORT_BYTES + 1];
        assertRefused(
                413,
                "at most 8388608 bytes",
                site.post("application/json", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(huge))));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            String head = """
                    POST /api/v1/report HTTP/1.1
                    Host: x
                    Content-Type: application/json
                    Content-Length: 999999999999

                    """;
            socket.getOutputStream().write(head.replace("\n", "\r\n").getBytes(UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), UTF_8))
                    .isEqualTo("HTTP/1.1 413");
        }
    }

    @Test
    void only_the_paths_themselves_are_answered() throws Exception {
        assertThat(site.get("/metadata/sitemap").statusCode()).isEqualTo(404);
        assertThat(site.get("/api/v1/computers/").statusCode()).isEqualTo(404);
    }

    @Test
    void computers_are_remembered_when_the_node_starts_again() throws Exception {
        site.report(Reports.current("a", "Alpha"));
        site.close();
        site = new Site(folder);
        assertThat(site.fleet.computers()).containsExactly(Reports.current("a", "Alpha"));
    }

    private HttpResponse<String> post(String body) throws IOException, InterruptedException {
        return site.post("application/json", BodyPublishers.ofString(body));
    }

    private static void assertRefused(int status, String reason, HttpResponse<String> answer) throws IOException {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        Problem problem = NodeJson.readProblem(answer.body().getBytes(UTF_8));
        assertThat(problem.code()).isEqualTo(ProblemCode.BAD_REQUEST);
        assertThat(problem.facts().get("reason")).contains(reason);
    }
}
