package dev.lockstep.admin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.access.Right;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every path with every right alone, without any, and without signing in; and each answer as it is described. */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RightsTest {
    private static final String ROWS = """
            GET    /status                      view            200
            GET    /explain                     view            200
            GET    /history?limit=5             view            200
            POST   /check                       install-updates 202 {}
            POST   /update                      install-updates 202 {"version":"1.1.0","warningsConfirmed":true}
            POST   /rollback                    install-updates 202 {"from":"1.1.0","simulate":true}
            POST   /rollback/approve            approve         200 {"version":"1.0.0","passphrase":"open sesame","appoint":true}
            POST   /import?simulate=true        install-updates 202 a bundle
            POST   /rebuild-distribution        install-updates 202 {"switchDistributionOn":true}
            GET    /assign                      view            200
            POST   /assign                      install-updates 202 {"groups":["pilot"],"computers":["desk"],"version":"1.1.0","simulate":true}
            GET    /group                       view            200
            POST   /group/{name}                install-updates 200 {"add":["desk"],"remove":[]}
            POST   /cancel                      install-updates 200 {"simulate":true}
            GET    /declined                    view            200
            PUT    /declined/releases/{version} install-updates 204 {"reason":"It loses readings."}
            DELETE /declined/releases/{version} install-updates 204
            PUT    /declined/modules/{name}/{version} edit-modules 204 {"reason":"It is slow."}
            DELETE /declined/modules/{name}/{version} edit-modules 204
            GET    /operations                  view            200
            GET    /operations/{id}             view            200
            GET    /settings                    view            200
            GET    /settings/{name}             view            200
            PUT    /settings/{name}             change-settings 200 {"value":"beta"}
            POST   /settings/{name}/undo        change-settings 200 {}
            GET    /catalogue                   view            200
            GET    /modules                     view            200
            POST   /modules/install             edit-modules    202 {"module":"reports","version":"1.0.0"}
            POST   /modules/update              edit-modules    202 {"simulate":true}
            POST   /modules/remove              edit-modules    202 {"module":"reports"}
            POST   /modules/adopt               edit-modules    202 {"modules":["alarms"],"simulate":true}
            GET    /modules/submitted           view            200
            POST   /modules/submit?simulate=true edit-modules   200 a bundle
            POST   /modules/approve             approve         200 {"module":"local","version":"1.0.0","passphrase":"open sesame","appoint":true}
            GET    /computers                   view            200
            GET    /computers/{id}              view            200
            DELETE /computers/{id}              change-settings 204
            GET    /admissions                  view            200
            POST   /admissions/admit            approve         200 {"computer":"desk"}
            POST   /admissions/revoke           approve         200 {"computer":"desk"}
            POST   /join-token                  approve         200 {"uses":3,"days":1,"address":"main.example"}
            GET    /site                        view            200
            POST   /server-address              change-settings 200 {"address":"new.example","port":10001}
            GET    /audit?limit=2&who=anna      view            200
            """;

    private AdminSite site;
    private Description description;

    @BeforeAll
    void open(@TempDir Path folder) throws Exception {
        site = new AdminSite(folder);
        description =
                new Description(site.asStranger().get(OpenApiResource.PATH).body());
    }

    @AfterAll
    void close() {
        site.close();
    }

    static Stream<Row> rows() {
        return ROWS.lines().map(Row::parse);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    @DisplayName(
            "LS-135 Each path over HTTP needs one right of five and no other does; 403 without it, 401 for who has not signed in")
    void oneRightOfFive(Row row) throws Exception {
        for (Right right : Right.values()) {
            AdminSite.Answer answer = ask(row, site.as(right.word()));
            boolean allowed = right.word().equals(row.right());
            assertThat(answer.status()).as("with %s alone: %s", right, answer).isEqualTo(allowed ? row.status() : 403);
            if (!allowed) {
                assertThat(answer.json().get("problem").asText()).isEqualTo("LS-RIGHT-MISSING");
                assertThat(answer.json().at("/facts/right").asText()).isEqualTo(row.right());
            } else if (row.status() == 202) {
                assertThat(site.ended(answer).at("/outcome/result").asText()).isNotEqualTo("failed");
            }
            assertThat(description.faults(answer)).as(answer.toString()).isEmpty();
        }
        assertThat(ask(row, site.as("ivan")).body()).contains("LS-RIGHT-MISSING");
        AdminSite.Answer stranger = ask(row, site.asStranger());
        assertThat(stranger.status()).isEqualTo(401);
        assertThat(stranger.body()).contains("LS-SIGN-IN-NEEDED");
        assertThat(description.faults(stranger)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void whatAnotherSiteMakesABrowserSendChangesNothing(Row row) throws Exception {
        if (!row.method().equals("GET")) {
            AdminSite.Answer answer = ask(row, site.as("anna").without("Lockstep-Csrf"));
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.body()).contains("Lockstep-Csrf");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rows")
    void whatIsSentHereIsAsTheDescriptionSays(Row row) throws Exception {
        if (row.body().startsWith("{")) {
            assertThat(description.requestFaults(row.method(), row.path(), new JsonMapper().readTree(row.body())))
                    .isEmpty();
        }
    }

    @Test
    @DisplayName("LS-135 No path is without a line in the table of rights, and the description names the same rights")
    void everyRouteIsInTheTable() {
        Map<String, String> table =
                rows().collect(Collectors.toMap(Row::template, Row::right, (one, other) -> one, TreeMap::new));
        Map<String, String> routes = site.routes().stream()
                .collect(Collectors.toMap(
                        route -> route.method() + " " + route.path().getDeclaration(),
                        route -> route.right().map(Right::word).orElse(""),
                        (one, other) -> one,
                        TreeMap::new));
        assertThat(description.rights()).isEqualTo(routes);
        table.put("GET " + OpenApiResource.PATH, "");
        assertThat(table).isEqualTo(routes);
    }

    @Test
    void everySchemaOfTheDescriptionIsUsed() {
        assertThat(description.unused()).isEmpty();
    }

    private AdminSite.Answer ask(Row row, AdminSite.Question question) throws Exception {
        String path = row.path();
        if (path.contains("/operations/")) {
            String known = site.as("anna")
                    .get(AdminSite.ADMIN + "/operations")
                    .json()
                    .at("/operations/0/id")
                    .asText();
            path = path.replace("{id}", known.isEmpty() ? begun() : known);
        }
        return question.once()
                .with("If-Match", "*")
                .send(
                        row.method(),
                        path.replace("{name}", "channel")
                                .replace("{id}", "ws-9")
                                .replace("{version}", "1.1.0"),
                        BodyPublishers.ofString(row.body()));
    }

    private String begun() throws Exception {
        return site.ended(site.as("anna").once().post(AdminSite.ADMIN + "/check", ""))
                .get("id")
                .asText();
    }

    /** A line of the table. */
    record Row(String method, String path, String right, int status, String body) {
        static Row parse(String line) {
            String[] words = line.split(" +", 5);
            return new Row(
                    words[0],
                    AdminSite.ADMIN + words[1],
                    words[2],
                    Integer.parseInt(words[3]),
                    words.length == 5 ? words[4] : "");
        }

        String template() {
            return method + " " + path.replaceAll("\\?.*", "");
        }

        @Override
        public String toString() {
            return method + " " + path + ": " + right;
        }
    }
}
