package dev.lockstep.admin.internal;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Work that takes long, over HTTP. */
@Timeout(300)
class OperationsTest {
    private static final String UPDATE = AdminSite.ADMIN + "/update";

    private AdminSite site;

    @BeforeEach
    void open(@TempDir Path folder) throws Exception {
        site = new AdminSite(folder);
    }

    @AfterEach
    void close() {
        site.agent.gate.countDown();
        site.close();
    }

    @Test
    void whoBeginsSomethingSeesHowFarItIsAndHowItEnds() throws Exception {
        site.agent.gate = new CountDownLatch(1);
        AdminSite.Answer begun = site.as("anna").once().post(UPDATE, "{\"version\":\"1.1.0\"}");
        assertThat(begun.status()).isEqualTo(202);
        String location = begun.header("location");
        JsonNode operation = site.as("view").get(location).json();
        while (operation.at("/progress/step").asText().equals("begin")) {
            operation = site.as("view").get(location).json();
        }
        assertThat(operation.get("state").asText()).isEqualTo("running");
        assertThat(operation.get("by").asText()).isEqualTo("anna");
        assertThat(operation.get("progress").toString()).isEqualTo("{\"step\":\"download\",\"done\":3,\"total\":10}");
        site.agent.gate.countDown();
        assertThat(site.ended(begun).get("outcome").toString())
                .isEqualTo("{\"result\":\"switched\",\"version\":\"1.1.0\",\"restartsNode\":false}");
    }

    @Test
    void oneIsUnderWayAtATimeWhoeverAsks() throws Exception {
        site.agent.gate = new CountDownLatch(1);
        AdminSite.Answer begun = site.as("anna").once().post(UPDATE, "");
        AdminSite.Answer second =
                site.as("edit-modules").once().post(AdminSite.ADMIN + "/modules/install", "{\"module\":\"reports\"}");
        assertThat(second.status()).isEqualTo(409);
        assertThat(second.body()).contains("LS-BUSY", "update (anna)");
        site.agent.gate.countDown();
        site.ended(begun);
        assertThat(site.modules.done).isEmpty();
    }

    @Test
    void whatIsSentAgainWithTheSameKeyIsDoneOnce() throws Exception {
        String path = AdminSite.ADMIN + "/check";
        AdminSite.Answer first =
                site.as("anna").with("Idempotency-Key", "key-of-anna").post(path, "");
        site.ended(first);
        AdminSite.Answer again =
                site.as("anna").with("Idempotency-Key", "key-of-anna").post(path, "");
        assertThat(again.status()).isEqualTo(200);
        assertThat(again.header("location")).isEqualTo(first.header("location"));
        assertThat(site.agent.done).containsExactly("check");
        AdminSite.Answer other =
                site.as("anna").with("Idempotency-Key", "key-of-anna").post(UPDATE, "{\"simulate\":true}");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.body()).contains("was used for another request before");
        AdminSite.Answer somebodyElses = site.as("install-updates")
                .with("Idempotency-Key", "key-of-anna")
                .post(path, "");
        assertThat(somebodyElses.status()).isEqualTo(202);
        site.ended(somebodyElses);
        assertThat(site.agent.done).containsExactly("check", "check");
    }

    @Test
    void withoutAKeyNothingIsBegun() throws Exception {
        for (String key : new String[] {"", "short", "with blanks in it"}) {
            AdminSite.Answer answer =
                    site.as("anna").with("Idempotency-Key", key).post(UPDATE, "");
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).contains("the header Idempotency-Key is missing; it has 8 to 128 letters");
        }
        assertThat(site.agent.done).isEmpty();
    }

    @Test
    void aRollbackSaysFromWhereAndGoesBackOnce() throws Exception {
        site.ended(site.as("anna").once().post(UPDATE, "{\"version\":\"1.1.0\"}"));
        String path = AdminSite.ADMIN + "/rollback";
        assertThat(site.as("anna").once().post(path, "{}").body()).contains("\\\"from\\\" is missing");
        JsonNode tried = site.ended(site.as("anna").once().post(path, "{\"from\":\"1.1.0\",\"simulate\":true}"));
        assertThat(tried.get("outcome").toString()).isEqualTo("{\"result\":\"simulated\",\"version\":\"1.0.0\"}");
        site.ended(site.as("anna").once().post(path, "{\"from\":\"1.1.0\"}"));
        JsonNode late = site.ended(
                site.as("install-updates").once().with("Accept-Language", "ru").post(path, "{\"from\":\"1.1.0\"}"));
        assertThat(late.at("/outcome/result").asText()).isEqualTo("refused");
        assertThat(late.at("/outcome/problem/problem").asText()).isEqualTo("LS-EDIT-CONFLICT");
        assertThat(late.at("/outcome/problem/text").asText())
                .isEqualTo(
                        "What you saw has changed in the meantime: installed is 1.0.0 now. Your change was not made. Look at it again before you decide.");
        assertThat(site.agent.done).containsOnlyOnce("roll back");
    }

    @Test
    void distributionIsSwitchedOnOnlyIfThatWasSaid() throws Exception {
        String path = AdminSite.ADMIN + "/rebuild-distribution";
        site.agent.off = Optional.of(Problem.of(ProblemCode.DISTRIBUTION_SWITCHED_OFF, Map.of("computers", "3")));
        JsonNode refused = site.ended(site.as("anna").once().post(path, "{}"));
        assertThat(refused.at("/outcome/problem/problem").asText()).isEqualTo("LS-DISTRIBUTION-SWITCHED-OFF");
        JsonNode tried =
                site.ended(site.as("anna").once().post(path, "{\"switchDistributionOn\":true,\"simulate\":true}"));
        assertThat(tried.at("/outcome/switchesOn").asBoolean()).isTrue();
        assertThat(site.agent.done).isEmpty();
        JsonNode filled = site.ended(site.as("anna").once().post(path, "{\"switchDistributionOn\":true}"));
        assertThat(filled.get("outcome").toString())
                .isEqualTo("{\"result\":\"filled\",\"version\":\"1.0.0\","
                        + "\"filesVerified\":12,\"bytesVerified\":3145728,\"filesReplaced\":1}");
        assertThat(site.agent.done).containsExactly("switch on", "rebuild");
    }

    @Test
    void everyWayInWhichWorkEndsIsAsTheDescriptionSays() throws Exception {
        Description description =
                new Description(site.asStranger().get(OpenApiResource.PATH).body());
        Problem problem = TestAgent.UNHEALTHY;
        for (CheckOutcome outcome : new CheckOutcome[] {
            new CheckOutcome.Current(TestAgent.OLD),
            new CheckOutcome.Available(TestAgent.release(), 7),
            new CheckOutcome.RebuildOffered(TestAgent.OLD, 7, problem),
            new CheckOutcome.Failed(problem)
        }) {
            site.agent.check = outcome;
            AdminSite.Answer begun = site.as("anna").once().post(AdminSite.ADMIN + "/check", "");
            site.ended(begun);
            assertThat(description.faults(site.as("anna").get(begun.header("location"))))
                    .as(outcome.toString())
                    .isEmpty();
        }
        for (UpdateOutcome outcome : new UpdateOutcome[] {
            new UpdateOutcome.Switched(TestAgent.NEW, true),
            new UpdateOutcome.Unchanged(TestAgent.NEW),
            new UpdateOutcome.RolledBack(TestAgent.NEW, TestAgent.OLD, problem),
            new UpdateOutcome.Refused(problem)
        }) {
            site.agent.update = outcome;
            AdminSite.Answer begun = site.as("anna").once().post(UPDATE, "");
            site.ended(begun);
            assertThat(description.faults(site.as("anna").get(begun.header("location"))))
                    .as(outcome.toString())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "LS-185: what becomes of modules that only computers below have can be said over HTTP, in earnest or to try")
    void modulesAreAdopted() throws Exception {
        assertThat(site.as("anna").get(AdminSite.ADMIN + "/modules").body()).contains("\"undecided\"", "alarms");
        for (String wrong : List.of("{}", "{\"modules\":[\"alarms\"],\"none\":true}", "{\"modules\":[]}")) {
            assertThat(site.as("anna")
                            .once()
                            .post(AdminSite.ADMIN + "/modules/adopt", wrong)
                            .status())
                    .as(wrong)
                    .isEqualTo(400);
        }
        AdminSite.Answer absent =
                site.as("anna").once().post(AdminSite.ADMIN + "/modules/adopt", "{\"modules\":[\"absent\"]}");
        assertThat(absent.status()).isEqualTo(409);
        assertThat(absent.body()).contains("absent", "alarms");
        assertThat(site.modules.done).isEmpty();

        for (String answer : List.of("{\"modules\":[\"alarms\"],\"simulate\":true}", "{\"none\":true}")) {
            site.ended(site.as("anna").once().post(AdminSite.ADMIN + "/modules/adopt", answer));
        }

        assertThat(site.modules.done).containsExactly("adopt [alarms], simulated", "adopt []");
    }

    @Test
    void aModuleThatIsNotInstalledIsNotUpdatedAndOneThatCannotBeIsRefusedWithTheReason() throws Exception {
        AdminSite.Answer missing =
                site.as("anna").once().post(AdminSite.ADMIN + "/modules/update", "{\"module\":\"absent\"}");
        assertThat(missing.status()).isEqualTo(409);
        assertThat(missing.body()).contains("module absent is not installed");
        JsonNode refused = site.ended(site.as("anna")
                .once()
                .with("Accept-Language", "ru")
                .post(AdminSite.ADMIN + "/modules/install", "{\"module\":\"charts\"}"));
        assertThat(refused.at("/outcome/result").asText()).isEqualTo("refused");
        assertThat(refused.at("/outcome/problem/problem").asText()).isEqualTo("LS-MODULE-UNRESOLVED");
    }
}
