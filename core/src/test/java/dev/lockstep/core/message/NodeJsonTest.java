package dev.lockstep.core.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class NodeJsonTest {
    private static final NodeDescription NODE =
            new NodeDescription("id-1", "server", Optional.of(Version.parse("1.1.0")), "ready", List.of("id-2"));

    @Test
    void a_report_is_read_as_it_was_written_with_the_computers_below_it() throws Exception {
        ComputerReport below = report("below", List.of(), Optional.empty());
        ComputerReport relay = report(
                "relay",
                List.of(below),
                Optional.of(Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", "server:10000"))));

        assertThat(NodeJson.readReport(NodeJson.writeReport(relay))).isEqualTo(relay);
    }

    @Test
    @DisplayName(
            "LS-180: How the components are stands in a report, signed with the rest, and a report without it is understood")
    void health() throws Exception {
        ComputerReport plain = report("one", List.of(), Optional.empty());
        Problem down = Problem.of(
                ProblemCode.COMPONENT_DOWN,
                Map.of(
                        "component",
                        "poll",
                        "version",
                        "1.1.0",
                        "since",
                        "2026-11-22T10:00:00Z",
                        "count",
                        "4",
                        "seconds",
                        "32",
                        "next",
                        "2026-11-22T10:02:00Z",
                        "words",
                        "-"));
        ComputerReport ill =
                plain.withHealth(new TreeMap<>(Map.of("poll", Optional.of(down), "server", Optional.empty())));

        assertThat(NodeJson.readReport(NodeJson.writeReport(ill))).isEqualTo(ill);
        assertThat(NodeJson.readReport(NodeJson.writeReport(plain)).health()).isEmpty();
        Statement signed = Statement.sign(ill, 7, KeyAndChain.forComputer("one", Instant.now()));
        assertThat(signed.report()).isEqualTo(ill);
        assertThat(signed.speaker()).isPresent();
    }

    @Test
    void a_report_is_told_in_the_readers_language_and_in_the_words_that_were_sent_where_they_are_others()
            throws Exception {
        Locale russian = Locale.forLanguageTag("ru");
        ComputerReport plain = report("one", List.of(), Optional.empty());
        ComputerReport told = plain.withExplanation(
                        Sentence.of("explanation.current", Map.of("installed", "1.1.0", "wanted", "1.1.0")))
                .withDeviation(Sentence.of("deviation.relay"));
        byte[] sent = NodeJson.writeReport(told);
        ComputerReport read = NodeJson.readReport(sent);
        assertThat(read).isEqualTo(told);
        assertThat(read.explanation()).isEqualTo("This computer is current: it runs 1.1.0.");
        assertThat(read.explanation(russian)).isEqualTo("Компьютер обновлён: на нём работает 1.1.0.");
        assertThat(read.deviations(russian)).singleElement().asString().contains("ретранслятор");
        ComputerReport other =
                NodeJson.readReport(utf8(new String(sent, UTF_8).replace("This computer is current", "It is fresh")));
        assertThat(other.explanation(russian)).isEqualTo("It is fresh: it runs 1.1.0.");
        ComputerReport unknown =
                NodeJson.readReport(utf8(new String(sent, UTF_8).replace("explanation.current", "explanation.newer")));
        assertThat(unknown.explanation(russian)).isEqualTo("This computer is current: it runs 1.1.0.");
        assertThat(NodeJson.readReport(NodeJson.writeReport(plain)).explanation(russian))
                .isEqualTo(plain.explanation());
        assertThat(new String(NodeJson.writeReport(plain), UTF_8)).doesNotContain("sentences");
    }

    @Test
    void a_description_of_a_node_is_read_as_it_was_written() throws Exception {
        NodeDescription node = new NodeDescription(
                "id-1", "server", Optional.of(Version.parse("1.1.0")), "ready", List.of("id-2", "id-3"));
        assertThat(NodeJson.readNode(NodeJson.writeNode(node))).isEqualTo(node);
        assertThat(new String(NodeJson.writeNode(node), UTF_8))
                .isEqualTo("{\"lockstep\":1,\"id\":\"id-1\",\"name\":\"server\",\"version\":\"1.1.0\","
                        + "\"distribution\":\"ready\",\"upstream\":[\"id-2\",\"id-3\"]}");
        NodeDescription fresh = new NodeDescription("id-1", "server", Optional.empty(), "off", List.of());
        assertThat(NodeJson.readNode(NodeJson.writeNode(fresh))).isEqualTo(fresh);
    }

    @Test
    void what_does_not_say_that_it_speaks_lockstep_is_no_description_of_a_node() {
        assertThatThrownBy(() -> NodeJson.readNode(utf8("{\"id\":\"a\",\"name\":\"b\"}")))
                .hasMessageContaining("\"lockstep\" is missing");
        assertThatThrownBy(() -> NodeJson.readNode(utf8("{\"lockstep\":2}")))
                .hasMessageContaining("only 1 is understood");
    }

    @Test
    void a_problem_is_read_as_it_was_written() throws Exception {
        Problem problem = Problem.of(ProblemCode.SOURCE_TIMEOUT, Map.of("address", "a:1", "seconds", "5"));
        assertThat(NodeJson.readProblem(NodeJson.writeProblem(problem, Locale.ENGLISH)))
                .isEqualTo(problem);
    }

    @Test
    void a_problem_of_a_newer_node_is_told_in_its_own_words() throws Exception {
        Problem problem = NodeJson.readProblem(
                utf8("{\"problem\":\"LS-FROM-THE-FUTURE\",\"facts\":{},\"text\":\"The flux is low.\"}"));
        assertThat(problem.code()).isEqualTo(ProblemCode.INTERNAL);
        assertThat(problem.facts()).containsEntry("reason", "The flux is low. (LS-FROM-THE-FUTURE)");
    }

    @Test
    void unknown_members_are_ignored_and_missing_or_wrong_ones_are_named() throws Exception {
        String good = new String(NodeJson.writeNode(NODE), UTF_8);
        assertThat(NodeJson.readNode(utf8(good.replace("\"lockstep\":1", "\"lockstep\":1,\"newer\":{\"x\":[1]}"))))
                .isEqualTo(NODE);

        assertRefused(good.replace("\"name\":\"server\",", ""), "\"name\" is missing");
        assertRefused(good.replace("\"lockstep\":1", "\"lockstep\":1.5"), "a floating point number");
        assertRefused(good.replace("\"lockstep\":1", "\"lockstep\":\"1\""), "\"lockstep\" is not a whole number");
        assertRefused(good.replace("\"lockstep\":1", "\"lockstep\":99999999999999999999"), "not a whole number");
        assertRefused(good.replace("\"lockstep\":1", "\"lockstep\":2"), "\"lockstep\" is 2, and only 1 is understood");
        assertRefused(good.replace("1.1.0", "1.1"), "\"version\": not a version like 1.2.3");
        assertRefused(good.replace("\"id\":\"id-1\"", "\"id\":\"../c\""), "\"id\" has characters");
        assertRefused(good.replace("\"id\":\"id-1\"", "\"id\":\"a\",\"id\":\"b\""), "the member \"id\" stands twice");
        assertRefused(good + "{}", "there is text after the value");
        assertRefused("[]", "it is not a JSON object");
        assertRefused("", "the text is empty");
        assertRefused("<html>", "it is not JSON");
        assertRefused("{\"a\":".repeat(100) + "1" + "}".repeat(100), "it is not JSON");
        String report = new String(NodeJson.writeReport(report("a", List.of(), Optional.empty())), UTF_8);
        assertThatThrownBy(() -> NodeJson.readReport(
                        utf8(report.replace("\"receivesModules\":true", "\"receivesModules\":\"yes\""))))
                .hasMessageContaining("\"receivesModules\" is neither true nor false");
        assertThatThrownBy(() -> NodeJson.readReport(utf8(report.replace("\"format\":1", "\"format\":2"))))
                .hasMessageContaining("\"format\" is 2, and only 1 is understood");
    }

    @Test
    void too_much_is_refused_by_count_and_by_bytes() {
        assertThatThrownBy(() -> NodeJson.readNode(new byte[NodeJson.MAXIMUM_NODE_BYTES + 1]))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessage("it is longer than 65536 bytes");
        String report = new String(NodeJson.writeReport(report("a", List.of(), Optional.empty())), UTF_8);
        String many = report.replace("\"deviations\":[]", "\"deviations\":[" + "\"x\",".repeat(100) + "\"x\"]");
        assertThatThrownBy(() -> NodeJson.readReport(utf8(many)))
                .hasMessage("\"deviations\" has more than 100 elements");
        String big = report.replace("\"phase\":\"idle\"", "\"phase\":\"" + "x".repeat(300) + "\"");
        assertThatThrownBy(() -> NodeJson.readReport(utf8(big))).hasMessage("\"phase\" is longer than 256 characters");
    }

    @Test
    void a_chain_of_relays_is_bounded() {
        ComputerReport deepest = report("r", List.of(), Optional.empty());
        for (int i = 0; i < 9; i++) {
            deepest = report("r", List.of(deepest), Optional.empty());
        }
        byte[] json = NodeJson.writeReport(deepest);
        assertThatThrownBy(() -> NodeJson.readReport(json)).hasMessageEndingWith("nested deeper than 8 relays");
    }

    @Test
    void text_cannot_steer_a_terminal_or_turn_a_line_round() throws Exception {
        ComputerReport hostile = new ComputerReport(
                "id",
                "pc\u001b[2J\u202egnp",
                "linux-x64",
                new TreeMap<>(),
                new TreeMap<>(),
                true,
                false,
                List.of("a\r\nb"),
                "idle",
                "fine",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());

        ComputerReport read = NodeJson.readReport(NodeJson.writeReport(hostile));

        assertThat(read.name()).isEqualTo("pc [2J gnp");
        assertThat(read.deviations()).containsExactly("a  b");
    }

    @Test
    void whatever_is_sent_is_read_or_refused_as_malformed() throws Exception {
        byte[] good = NodeJson.writeReport(report(
                "relay",
                List.of(report("below", List.of(), Optional.empty())),
                Optional.of(Problem.of(ProblemCode.BUSY, Map.of("operation", "a check")))));
        Random random = new Random(20261122);
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] altered = good.clone();
            for (int j = random.nextInt(3); j >= 0; j--) {
                altered[random.nextInt(altered.length)] = (byte) random.nextInt(256);
            }
            try {
                NodeJson.readReport(
                        random.nextInt(4) == 0 ? Arrays.copyOf(altered, random.nextInt(good.length)) : altered);
            } catch (MalformedMessageException e) {
                refused++;
                assertThat(e.getMessage()).hasSizeLessThan(300);
            }
        }
        assertThat(refused).isGreaterThan(5_000);
    }

    @Test
    void theHeadOfAnAuditLogIsOneOrTheReportIsRefused() {
        String report = new String(NodeJson.writeReport(report("a", List.of(), Optional.empty())), UTF_8);
        for (String audit : List.of(
                "{\"count\":-1,\"hash\":\"" + "0".repeat(64) + "\"}",
                "{\"count\":1,\"hash\":\"none\"}",
                "{\"count\":1}",
                "7")) {
            String wrong = report.replaceAll("\"audit\":\\{[^}]*\\}", "\"audit\":" + audit);
            assertThat(wrong).isNotEqualTo(report);
            assertThatThrownBy(() -> NodeJson.readReport(utf8(wrong))).isInstanceOf(MalformedMessageException.class);
        }
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> NodeJson.readNode(utf8(json)))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining(reason);
    }

    private static ComputerReport report(String id, List<ComputerReport> downstream, Optional<Problem> problem) {
        return new ComputerReport(
                id,
                "Computer " + id,
                "linux-x64",
                new TreeMap<>(Map.of("metering-poll", Version.parse("1.1.0"))),
                new TreeMap<>(Map.of("a.module", Version.parse("1.0.0"))),
                true,
                !downstream.isEmpty(),
                List.of(),
                "idle",
                "This computer is current.",
                Optional.of(Instant.parse("2026-11-22T10:00:00Z")),
                problem,
                downstream,
                Optional.of(new AuditHead(17, Digest.of(utf8(id)))));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(UTF_8);
    }
}
