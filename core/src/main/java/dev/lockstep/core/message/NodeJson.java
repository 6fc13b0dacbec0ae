package dev.lockstep.core.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * The messages that nodes exchange, as JSON in UTF-8.
 *
 * <p>Reading is strict and bounded, for everything comes from the network: wrong or missing members are refused with
 * {@link MalformedMessageException}, unknown ones are ignored so that a newer node can say more. What is written is read
 * back as an equal value. Stateless, hence safe for use by several threads.
 */
public final class NodeJson {
    /** The most bytes a report may have, the computers below a relay included. */
    public static final int MAXIMUM_REPORT_BYTES = 8 << 20;

    /** The most bytes a description of a node may have. */
    public static final int MAXIMUM_NODE_BYTES = 64 << 10;

    /** The most bytes a problem may have. */
    public static final int MAXIMUM_PROBLEM_BYTES = 64 << 10;

    static final int FORMAT = 1;
    private static final int MAXIMUM_NAME = 256;
    private static final int MAXIMUM_TEXT = 8192;
    static final int MAXIMUM_COUNT = 10_000;
    static final int MAXIMUM_RELAYS = 8;
    private static final int MAXIMUM_DEVIATIONS = 100;
    private static final int MAXIMUM_UPSTREAM = 64;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private NodeJson() {}

    /** Reads a report with all those below it, whoever wrote them; {@link ReportMessage} tells who did. */
    public static ComputerReport readReport(byte[] json) throws MalformedMessageException {
        return MessageText.read(json, MAXIMUM_REPORT_BYTES, message -> {
            MessageText.requireFormat(message, "format");
            return report(message, MAXIMUM_RELAYS);
        });
    }

    /** Writes a report with all those below it, as it is kept and shown; nothing of it is signed. */
    public static byte[] writeReport(ComputerReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        put(json, report);
        return bytes(json);
    }

    /** Reads what {@code GET /api/v1/node} answers. */
    public static NodeDescription readNode(byte[] json) throws MalformedMessageException {
        return MessageText.read(json, MAXIMUM_NODE_BYTES, message -> {
            MessageText.requireFormat(message, "lockstep");
            return new NodeDescription(
                    id(message),
                    MessageText.text(message, "name", MAXIMUM_NAME),
                    message.optional("version", NodeJson::version),
                    MessageText.text(message, "distribution", MAXIMUM_NAME),
                    texts(message, "upstream", MAXIMUM_UPSTREAM, MAXIMUM_NAME));
        });
    }

    /** Writes what {@code GET /api/v1/node} answers. */
    public static byte[] writeNode(NodeDescription node) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("lockstep", FORMAT);
        json.put("id", node.id());
        json.put("name", node.name());
        node.version().ifPresent(version -> json.put("version", version.toString()));
        json.put("distribution", node.distribution());
        var upstream = json.putArray("upstream");
        node.upstream().forEach(upstream::add);
        return bytes(json);
    }

    /**
     * Reads a problem body.
     *
     * <p>A code that this version does not know becomes {@code LS-INTERNAL} whose {@code reason} is the text that came with it:
     * a newer node's problem is still told, in its own words.
     */
    public static Problem readProblem(byte[] json) throws MalformedMessageException {
        return MessageText.read(json, MAXIMUM_PROBLEM_BYTES, NodeJson::problem);
    }

    /** Writes a problem body for people, with its text in their language. */
    public static byte[] writeProblem(Problem problem, Locale language) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, problem, language);
        return bytes(json);
    }

    private static ComputerReport report(JsonMembers message, int relaysLeft) {
        message.requireAtMost(MAXIMUM_COUNT, "downstream");
        if (relaysLeft == 0 && !message.node("downstream").isEmpty()) {
            throw message.wrong("downstream", "is nested deeper than " + MAXIMUM_RELAYS + " relays");
        }
        return alone(message)
                .withDownstream(message.objects("downstream", computer -> report(computer, relaysLeft - 1)));
    }

    /** A report without those below it. */
    static ComputerReport alone(JsonMembers message) {
        return new ComputerReport(
                id(message),
                MessageText.text(message, "name", MAXIMUM_NAME),
                MessageText.text(message, "platform", MAXIMUM_NAME),
                byName(message, "components", MAXIMUM_COUNT, NodeJson::version),
                byName(message, "modules", MAXIMUM_COUNT, NodeJson::version),
                message.flag("receivesModules"),
                message.flag("distributes"),
                texts(message, "deviations", MAXIMUM_DEVIATIONS, MAXIMUM_TEXT),
                MessageText.text(message, "phase", MAXIMUM_NAME),
                MessageText.text(message, "explanation", MAXIMUM_TEXT),
                message.optional("lastCheck", JsonMembers::instant),
                message.optional("lastProblem", JsonMembers::members).map(NodeJson::problem),
                List.of(),
                message.optional("audit", JsonMembers::members).map(AuditHead::read),
                message.has("health") ? byName(message, "health", MAXIMUM_COUNT, NodeJson::health) : new TreeMap<>(),
                message.optional("sentences", JsonMembers::members)
                        .map(said -> ReportSentences.read(said, MAXIMUM_DEVIATIONS, MAXIMUM_TEXT))
                        .orElse(ReportSentences.NOTHING));
    }

    private static Optional<Problem> health(JsonMembers message, String component) {
        JsonMembers said = message.members(component);
        return said.has("problem") ? Optional.of(problem(said)) : Optional.empty();
    }

    /** A report without those below it, and without what makes a message of it. */
    static ObjectNode statement(ComputerReport report) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        putAlone(json, report);
        return json;
    }

    private static void put(ObjectNode json, ComputerReport report) {
        putAlone(json, report);
        var downstream = json.putArray("downstream");
        report.downstream().forEach(computer -> put(downstream.addObject(), computer));
    }

    private static void putAlone(ObjectNode json, ComputerReport report) {
        json.put("id", report.id());
        json.put("name", report.name());
        json.put("platform", report.platform());
        put(json.putObject("components"), report.components());
        put(json.putObject("modules"), report.modules());
        json.put("receivesModules", report.receivesModules());
        json.put("distributes", report.distributes());
        report.deviations().forEach(json.putArray("deviations")::add);
        json.put("phase", report.phase());
        json.put("explanation", report.explanation());
        if (!report.sentences().equals(ReportSentences.NOTHING)) {
            report.sentences().write(json.putObject("sentences"));
        }
        report.lastCheck().map(Instant::toString).ifPresent(at -> json.put("lastCheck", at));
        report.lastProblem().ifPresent(problem -> put(json.putObject("lastProblem"), problem, Locale.ENGLISH));
        report.audit().ifPresent(head -> head.write(json.putObject("audit")));
        if (!report.health().isEmpty()) {
            ObjectNode health = json.putObject("health");
            report.health().forEach((component, problem) -> {
                ObjectNode said = health.putObject(component);
                problem.ifPresent(found -> put(said, found, Locale.ENGLISH));
            });
        }
    }

    private static void put(ObjectNode json, Map<String, Version> versions) {
        versions.forEach((name, version) -> json.put(name, version.toString()));
    }

    private static Problem problem(JsonMembers message) {
        String code = MessageText.text(message, "problem", 64);
        var facts = byName(message, "facts", 100, (members, name) -> MessageText.text(members, name, MAXIMUM_TEXT));
        String text = MessageText.text(message, "text", MAXIMUM_TEXT);
        return Problem.told(code, facts, text);
    }

    private static void put(ObjectNode json, Problem problem, Locale language) {
        json.put("problem", problem.code().code());
        ObjectNode facts = json.putObject("facts");
        problem.facts().forEach(facts::put);
        json.put("text", problem.text(language));
    }

    private static String id(JsonMembers message) {
        String id = MessageText.text(message, "id", MAXIMUM_NAME);
        if (!ID.matcher(id).matches()) {
            throw message.wrong("id", "has characters that such a name cannot have");
        }
        return id;
    }

    private static Version version(JsonMembers message, String name) {
        return message.parsed(name, Version::parse);
    }

    private static List<String> texts(JsonMembers message, String name, int most, int longest) {
        message.requireAtMost(most, name);
        return message.texts(name, text -> {
            if (text.length() > longest) {
                throw new IllegalArgumentException("it is longer than " + longest + " characters");
            }
            return MessageText.harmless(text);
        });
    }

    private static <T> SortedMap<String, T> byName(
            JsonMembers message, String name, int most, BiFunction<JsonMembers, String, T> reader) {
        message.requireAtMost(most, name);
        SortedMap<String, T> values = new TreeMap<>();
        message.map(name, reader).forEach((key, value) -> {
            if (key.length() > 128) {
                throw message.wrong(name, "has a name that is longer than 128 characters");
            }
            values.put(MessageText.harmless(key), value);
        });
        return values;
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
