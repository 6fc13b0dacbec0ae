package dev.lockstep.admin.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is sent wrongly, in which way answers are given, and who the audit log says it was. */
@Timeout(300)
class RequestsTest {
    @TempDir
    private Path folder;

    private AdminSite site;

    @BeforeEach
    void open() throws Exception {
        site = new AdminSite(folder);
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"simulat\":true}           | \"simulat\" is not known here; known are: simulate, version, warningsConfirmed",
                "{\"simulate\":\"true\"}      | \"simulate\" is neither true nor false",
                "{\"version\":7}              | \"version\" is not text",
                "{\"version\":\"latest\"}     | \"version\" is not a version like 1.2.3",
                "{\"simulate\":true,\"simulate\":false} | the body is not JSON (RFC 8259), or has a member twice",
                "{\"simulate\":tru            | the body is not JSON (RFC 8259), or has a member twice",
                "[]                           | the body is no JSON object"
            })
    void whatIsNotUnderstoodIsRefusedAndNamed(String body, String reason) throws Exception {
        AdminSite.Answer answer = site.as("anna").once().post(AdminSite.ADMIN + "/update", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.json().at("/facts/reason").asText()).isEqualTo(reason);
        assertThat(site.agent.done).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "audit?limit=0        | 'limit' is not a whole number from 1 to 500",
                "audit?limit=ten      | 'limit' is not a whole number from 1 to 500",
                "audit?limt=10        | 'limt' is not known here",
                "audit?limit=1&limit=2 | a parameter of the query is there twice",
                "audit?since=today    | 'since' is not a time like 2026-11-22T10:00:00Z",
                "status?verbose=1     | 'verbose' is not known here; known are: none"
            })
    void aQueryThatIsNotUnderstoodIsRefusedAndNamed(String path, String reason) throws Exception {
        AdminSite.Answer answer = site.as("view").get(AdminSite.ADMIN + "/" + path);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/facts/reason").asText()).startsWith(reason.replace('\'', '"'));
    }

    @Test
    void tooMuchAndWhatIsNoJsonIsRefused() throws Exception {
        String path = AdminSite.ADMIN + "/admissions/admit";
        String much = "{\"computer\":\"" + "x".repeat(70_000) + "\"}";
        assertThat(site.as("anna").post(path, much).status()).isEqualTo(413);
        AdminSite.Answer unannounced =
                site.as("anna").send("POST", path, BodyPublishers.ofByteArrays(List.of(much.getBytes(UTF_8))));
        assertThat(unannounced.status()).isEqualTo(413);
        assertThat(unannounced.body()).contains("a body has 65536 bytes at most");
        AdminSite.Answer form =
                site.as("anna").with("Content-Type", "text/plain").post(path, "{\"computer\":\"desk\"}");
        assertThat(form.status()).isEqualTo(415);
        assertThat(site.services.done).isEmpty();
    }

    @Test
    void anotherMethodIsRefusedWithThoseThatArePossibleAndHeadIsGetWithoutTheBody() throws Exception {
        AdminSite.Answer wrong =
                site.as("anna").send("POST", AdminSite.ADMIN + "/settings/channel", BodyPublishers.noBody());
        assertThat(wrong.status()).isEqualTo(405);
        assertThat(wrong.header("allow")).isEqualTo("GET, HEAD, PUT");
        AdminSite.Answer head = site.as("view").send("HEAD", AdminSite.ADMIN + "/explain", BodyPublishers.noBody());
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        AdminSite.Answer get = site.as("view").get(AdminSite.ADMIN + "/explain");
        assertThat(head.header("content-length"))
                .isEqualTo(Integer.toString(get.body().length()));
        assertThat(get.header("cache-control")).isEqualTo("no-store");
        assertThat(get.header("x-content-type-options")).isEqualTo("nosniff");
        assertThat(get.header("lockstep")).isEqualTo("1");
    }

    @Test
    void whereNothingIsThatIsSaid() throws Exception {
        for (String path : new String[] {"", "/", "/nothing", "/settings/channel/", "/operations/7", "/computers/7"}) {
            AdminSite.Answer answer = site.as("view").get(AdminSite.ADMIN + path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.body()).contains("LS-NOT-FOUND", AdminSite.ADMIN + path);
        }
    }

    @Test
    void problemsAreInTheLanguageThatWasAskedFor() throws Exception {
        AdminSite.Answer answer = site.as("anna")
                .with("Accept-Language", "ru")
                .post(AdminSite.ADMIN + "/admissions/admit", "{\"computer\":\"nobody\"}");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("content-language")).isEqualTo("ru");
        assertThat(answer.json().get("problem").asText()).isEqualTo("LS-COMPUTER-UNFOUND");
        assertThat(answer.json().get("text").asText()).matches("(?s).*[а-я]{2}.*");
    }

    @Test
    void theDescriptionIsForEverybodyAndIsSentOnce() throws Exception {
        AdminSite.Answer whole = site.asStranger().get(OpenApiResource.PATH);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.json().get("openapi").asText()).isEqualTo("3.1.0");
        AdminSite.Answer again =
                site.asStranger().with("If-None-Match", whole.header("etag")).get(OpenApiResource.PATH);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-140 Whatever people do over HTTP stands in the audit log with who it was, work that takes long too")
    void theAuditLogSaysWho() throws Exception {
        site.ended(site.as("anna").once().post(AdminSite.ADMIN + "/update", "{\"version\":\"1.1.0\"}"));
        site.ended(site.as("install-updates").once().post(AdminSite.ADMIN + "/rebuild-distribution", "{}"));
        site.agent.update = new UpdateOutcome.Refused(TestAgent.UNHEALTHY);
        site.ended(site.as("anna").once().post(AdminSite.ADMIN + "/update", "{}"));
        site.as("change-settings")
                .with("If-Match", "*")
                .put(AdminSite.ADMIN + "/settings/distribute", "{\"value\":\"on\"}");
        AdminSite.Answer page = site.as("view").get(AdminSite.ADMIN + "/audit");
        assertThat(page.json().get("entries"))
                .extracting(entry ->
                        entry.get("who").asText() + ": " + entry.get("action").asText())
                .startsWith(
                        "user change-settings: change setting",
                        "user anna: update",
                        "user install-updates: rebuild",
                        "user anna: update");
    }

    @Test
    @DisplayName("LS-140 The audit log is looked through page by page, and for one person, action or time")
    void pages() throws Exception {
        String[] values = {"beta", "stable", "beta", "stable", "beta"};
        for (String value : values) {
            site.as(value.equals("beta") ? "anna" : "change-settings")
                    .with("If-Match", "*")
                    .put(AdminSite.ADMIN + "/settings/channel", "{\"value\":\"" + value + "\"}");
        }
        String audit = AdminSite.ADMIN + "/audit?action=change%20setting&limit=2";
        AdminSite.Answer first = site.as("view").get(audit);
        assertThat(first.json().findValuesAsText("to")).containsExactly("beta", "stable");
        String before = first.json().get("nextBefore").asText();
        AdminSite.Answer second = site.as("view").get(audit + "&before=" + before);
        assertThat(second.json().findValuesAsText("to")).containsExactly("beta", "stable");
        AdminSite.Answer last =
                site.as("view").get(audit + "&before=" + second.json().get("nextBefore"));
        assertThat(last.json().findValuesAsText("to")).containsExactly("beta");
        assertThat(last.json().has("nextBefore")).isFalse();
        assertThat(site.as("view").get(audit + "&who=anna").json().findValuesAsText("who"))
                .containsExactly("user anna", "user anna");
        assertThat(site.as("view")
                        .get(audit + "&until=2020-01-01T00:00:00Z")
                        .json()
                        .get("entries"))
                .isEmpty();
    }

    @Test
    void aModuleFromAFileIsSubmittedApprovedAndGoneFromTheUploads() throws Exception {
        String bundle = "a bundle" + "x".repeat(3 << 20);
        AdminSite.Answer submitted = site.as("edit-modules")
                .with("Content-Type", "application/octet-stream")
                .post(AdminSite.ADMIN + "/modules/submit", bundle);
        assertThat(submitted.status()).isEqualTo(200);
        assertThat(submitted.json().get("name").asText()).isEqualTo("local");
        assertThat(site.modules.done).containsExactly("submit " + bundle.length());
        assertThat(site.modules.seen).startsWithRaw(folder).doesNotExist();
        AdminSite.Answer refused = site.as("edit-modules").post(AdminSite.ADMIN + "/modules/submit", "no bundle");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.body()).contains("module.jar cannot be used as a module: it is no bundle");
        assertThat(folder.resolve("uploads")).isEmptyDirectory();

        String approval = "{\"module\":\"local\",\"version\":\"1.0.0\",\"passphrase\":\"open sesame\"";
        AdminSite.Answer nobody = site.as("approve").post(AdminSite.ADMIN + "/modules/approve", approval + "}");
        assertThat(nobody.status()).isEqualTo(422);
        assertThat(nobody.body())
                .contains("nobody may approve anything at this site yet")
                .doesNotContain("sesame");
        AdminSite.Answer approved =
                site.as("approve").post(AdminSite.ADMIN + "/modules/approve", approval + ",\"appoint\":true}");
        assertThat(approved.status()).isEqualTo(200);
        assertThat(site.services.done).containsExactly("appoint with open sesame", "approve local");
    }

    @Test
    void anOfflineBundleThatIsSentIsImportedAndGoneFromTheUploads() throws Exception {
        String path = AdminSite.ADMIN + "/import";
        String bundle = "a bundle" + "x".repeat(3 << 20);
        AdminSite.Answer begun = site.as("install-updates").once().post(path, bundle);
        assertThat(begun.status()).isEqualTo(202);
        assertThat(site.ended(begun).get("outcome").toString())
                .startsWith("{\"result\":\"imported\",\"created\":")
                .contains("\"releases\":[\"1.1.0\"]", "\"missingBytes\":3");
        AdminSite.Answer refused = site.as("anna").once().post(path + "?simulate=true", "no bundle");
        assertThat(site.ended(refused).at("/outcome/problem/problem").asText()).isEqualTo("LS-BUNDLE-UNREADABLE");
        assertThat(site.services.done).containsExactly("import " + bundle.length());
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
        AdminSite.Answer unannounced = site.as("anna")
                .once()
                .send("POST", path, BodyPublishers.ofByteArrays(List.of("a bundle".getBytes(UTF_8))));
        assertThat(unannounced.status()).isEqualTo(411);
        assertThat(unannounced.body()).contains("the header Content-Length is missing");
    }

    @Test
    void whoMayApproveLetsComputersGoBackWithTheApproversPassphrase() throws Exception {
        String path = AdminSite.ADMIN + "/rollback/approve";
        site.services.approver = true;
        AdminSite.Answer approved =
                site.as("approve").post(path, "{\"version\":\"1.0.0\",\"passphrase\":\"open sesame\"}");
        assertThat(approved.json().toString())
                .isEqualTo("{\"rollback\":\"release 1.0.0\",\"until\":\"2026-12-22T12:00:00Z\"}");
        assertThat(site.services.done).containsExactly("let everybody go back to release 1.0.0 with open sesame");
        AdminSite.Answer one = site.as("approve")
                .post(path, "{\"version\":\"1.0.0\",\"passphrase\":\"open sesame\",\"computer\":\"ws-1\"}");
        assertThat(one.status()).isEqualTo(200);
        assertThat(site.services.done).last().asString().contains("ws-1 go back to release 1.0.0");
        AdminSite.Answer unlisted =
                site.as("approve").post(path, "{\"version\":\"0.9.0\",\"passphrase\":\"open sesame\"}");
        assertThat(unlisted.status()).isEqualTo(404);
        assertThat(unlisted.body()).contains("LS-RELEASE-UNKNOWN", "release 0.9.0");
    }

    @Test
    void aReleaseIsAssignedToAGroupTriedBeforeAndTakenBack() throws Exception {
        String path = AdminSite.ADMIN + "/assign";
        JsonNode group = site.as("install-updates")
                .post(AdminSite.ADMIN + "/group/pilot", "{\"add\":[\"desk\"]}")
                .json();
        assertThat(group.toString()).isEqualTo("{\"name\":\"pilot\",\"members\":{\"ws-1\":\"desk\"}}");
        JsonNode tried = site.ended(site.as("install-updates")
                .once()
                .post(path, "{\"groups\":[\"pilot\"],\"version\":\"1.1.0\",\"simulate\":true}"));
        assertThat(tried.get("outcome").toString())
                .isEqualTo("{\"result\":\"simulated\",\"revision\":0,\"moves\":[{\"id\":\"ws-1\",\"computer\":\"desk\","
                        + "\"from\":\"1.0.0\",\"to\":\"1.1.0\",\"back\":false}]}");
        site.ended(site.as("anna").once().post(path, "{\"groups\":[\"pilot\"],\"version\":\"1.1.0\"}"));
        site.ended(site.as("anna").once().post(path, "{\"groups\":[\"pilot\"],\"clear\":true}"));
        assertThat(site.services.done)
                .containsExactly("put [desk] into pilot", "assign 1.1.0 to [pilot]", "assign nothing to [pilot]");
        AdminSite.Answer neither = site.as("anna").once().post(path, "{\"groups\":[\"pilot\"]}");
        assertThat(neither.status()).isEqualTo(400);
        assertThat(neither.body()).contains("either \\\"version\\\" is needed, or \\\"clear\\\":true");
        assertThat(site.as("anna").once().post(path, "{\"groups\":\"pilot\"}").body())
                .contains("\\\"groups\\\" is not a list");
    }

    @Test
    @DisplayName(
            "LS-184: The one list of what must not be installed is seen, added to and taken back over HTTP, what failed here too")
    void whatMustNotBeInstalled() throws Exception {
        String path = AdminSite.ADMIN + "/declined";
        site.agent.barred = List.of(
                new UpdateAgent.Barred(
                        Withdrawal.What.module("reports", Version.parse("1.0.0")),
                        Withdrawal.Origin.VENDOR,
                        Sentence.said("It is slow."),
                        Optional.of(Instant.parse("2026-12-01T10:00:00Z"))),
                new UpdateAgent.Barred(
                        Withdrawal.What.release(Version.parse("1.1.0")),
                        Withdrawal.Origin.COMPUTER,
                        Sentence.of("held-off.rolled-back"),
                        Optional.empty()));
        assertThat(site.as("view").with("Accept-Language", "ru").get(path).body())
                .isEqualTo("{\"declined\":[{\"module\":\"reports\",\"version\":\"1.0.0\",\"origin\":\"vendor\","
                        + "\"says\":\"поставщик отозвал эту версию\",\"reason\":\"It is slow.\",\"since\":\"2026-12-01T10:00:00Z\"},"
                        + "{\"version\":\"1.1.0\",\"origin\":\"computer\",\"says\":\"на этом компьютере эта версия не заработала\","
                        + "\"reason\":\"её отменили, вернувшись к предыдущей\"}]}");
        assertThat(site.as("install-updates")
                        .put(path + "/releases/1.1.0", "{\"reason\":\"It loses readings.\"}")
                        .status())
                .isEqualTo(204);
        assertThat(site.as("install-updates")
                        .send("DELETE", path + "/releases/1.1.0", BodyPublishers.noBody())
                        .status())
                .isEqualTo(204);
        assertThat(site.services.done).containsExactly("decline 1.1.0: It loses readings.", "allow 1.1.0");
        assertThat(site.agent.done).containsExactly("try again 1.1.0");
        assertThat(site.as("install-updates")
                        .put(path + "/releases/1.1.0", "{}")
                        .body())
                .contains("\\\"reason\\\" is missing");
        assertThat(site.as("install-updates")
                        .put(path + "/releases/1.1.0", "{\"reason\":\" \"}")
                        .status())
                .isEqualTo(400);
        assertThat(site.as("install-updates")
                        .put(path + "/releases/latest", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(400);
    }

    @Test
    @DisplayName(
            "LS-179: What is under way is broken off over HTTP, and where it is too late the answer says what to do instead")
    void brokenOff() throws Exception {
        String path = AdminSite.ADMIN + "/cancel";
        assertThat(site.as("install-updates").post(path, "").body()).isEqualTo("{\"result\":\"idle\"}");
        site.agent.attempt = new Breakable.Attempt.BrokenOff("update", "download", true);
        assertThat(site.as("install-updates").post(path, "{\"simulate\":true}").body())
                .isEqualTo("{\"result\":\"possible\",\"operation\":\"update\",\"step\":\"download\"}");
        assertThat(site.as("install-updates").post(path, "{}").body())
                .isEqualTo("{\"result\":\"broken-off\",\"operation\":\"update\",\"step\":\"download\"}");
        site.agent.attempt = new Breakable.Attempt.TooLate(Problem.of(
                ProblemCode.CANCEL_TOO_LATE,
                Map.of("operation", Breakable.word("operation", "update"), "step", Breakable.word("step", "switch"))));
        AdminSite.Answer late =
                site.as("install-updates").with("Accept-Language", "ru").post(path, "");
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.json().get("problem").asText()).isEqualTo("LS-CANCEL-TOO-LATE");
        assertThat(late.json().get("text").asText()).contains("обновление, шаг «переключение»", "lockstep:rollback");
    }

    @Test
    void theSiteSaysWhereItsServerMovesTo() throws Exception {
        String path = AdminSite.ADMIN + "/server-address";
        AdminSite.Answer said = site.as("change-settings").post(path, "{\"address\":\"new.example\",\"port\":10001}");
        assertThat(said.json().get("movesTo").asText()).isEqualTo("new.example:10001");
        assertThat(site.as("change-settings").post(path, "{\"stay\":true}").body())
                .isEqualTo("{}");
        assertThat(site.services.done).containsExactly("move to new.example:10001", "move to nowhere else");
        assertThat(site.as("anna").post(path, "{}").body()).contains("either \\\"address\\\" is needed");
        assertThat(site.as("anna").post(path, "{\"address\":\"a b\"}").body()).contains("LS-BAD-ADDRESS");
    }

    @Test
    void aJoinTokenIsShownOnceAndItsBoundsAreKept() throws Exception {
        String path = AdminSite.ADMIN + "/join-token";
        AdminSite.Answer made = site.as("approve").post(path, "{\"uses\":3,\"address\":\"main.example\"}");
        assertThat(made.json().get("token").asText()).startsWith("lsj1.");
        assertThat(made.json().get("address").asText()).startsWith("main.example:");
        assertThat(site.services.done).containsExactly("secret for 3 and 7 days");
        assertThat(site.as("approve").post(path, "{\"uses\":0}").status()).isEqualTo(400);
        assertThat(site.as("approve").post(path, "{\"address\":\"http://x/\"}").status())
                .isEqualTo(400);
        assertThat(site.services.done).hasSize(1);
    }
}
