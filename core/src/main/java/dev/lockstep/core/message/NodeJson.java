package dev.lockstep.core.message;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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

    private static final int FORMAT = 1;
    private static final int MAXIMUM_NAME = 256;
    private static final int MAXIMUM_TEXT = 8192;
    private static final int MAXIMUM_COUNT = 10_000;
    private static final int MAXIMUM_RELAYS = 8;
    private static final int MAXIMUM_UPSTREAM = 64;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final JsonMapper JSON = new JsonMapper();

    private NodeJson() {}

    /** Reads the body of {@code POST /api/v1/report}. */
    public static ComputerReport readReport(byte[] json) throws MalformedMessageException {
        MessageReader message = MessageReader.of(json, MAXIMUM_REPORT_BYTES);
        message.requireFormat(FORMAT);
        return report(message, MAXIMUM_RELAYS);
    }

    /** Writes the body of {@code POST /api/v1/report}. */
    public static byte[] writeReport(ComputerReport report) {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", FORMAT);
        put(json, report);
        return bytes(json);
    }

    /** Reads what {@code GET /api/v1/node} answers. */
    public static NodeDescription readNode(byte[] json) throws MalformedMessageException {
        MessageReader message = MessageReader.of(json, MAXIMUM_NODE_BYTES);
        long protocol = message.number("lockstep");
        if (protocol != FORMAT) {
            throw message.wrong("lockstep", "is " + protocol + ", and only " + FORMAT + " is understood");
        }
        return new NodeDescription(
                id(message, "id", ID),
                message.text("name", MAXIMUM_NAME),
                message.optionalVersion("version"),
                message.text("distribution", MAXIMUM_NAME),
                message.texts("upstream", MAXIMUM_UPSTREAM, MAXIMUM_NAME));
    }

    /** Writes what {@code GET /api/v1/node} answers. */
    public static byte[] writeNode(NodeDescription node) {
        ObjectNode json = JSON.createObjectNode();
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
        return problem(MessageReader.of(json, MAXIMUM_PROBLEM_BYTES));
    }

    /** Writes a problem body, with its text in English. */
    public static byte[] writeProblem(Problem problem) {
        return writeProblem(problem, Locale.ENGLISH);
    }

    /** Writes a problem body for people, with its text in their language. */
    public static byte[] writeProblem(Problem problem, Locale language) {
        ObjectNode json = JSON.createObjectNode();
        put(json, problem, language);
        return bytes(json);
    }

    private static ComputerReport report(MessageReader message, int relaysLeft) throws MalformedMessageException {
        List<MessageReader> below = message.objects("downstream", MAXIMUM_COUNT);
        if (relaysLeft == 0 && !below.isEmpty()) {
            throw message.wrong("downstream", "is nested deeper than " + MAXIMUM_RELAYS + " relays");
        }
        List<ComputerReport> downstream = new ArrayList<>();
        for (MessageReader computer : below) {
            downstream.add(report(computer, relaysLeft - 1));
        }
        Optional<MessageReader> problem = message.optionalObject("lastProblem");
        return new ComputerReport(
                id(message, "id", ID),
                message.text("name", MAXIMUM_NAME),
                message.text("platform", MAXIMUM_NAME),
                message.versions("components", MAXIMUM_COUNT),
                message.versions("modules", MAXIMUM_COUNT),
                message.flag("receivesModules"),
                message.flag("distributes"),
                message.texts("deviations", 100, MAXIMUM_TEXT),
                message.text("phase", MAXIMUM_NAME),
                message.text("explanation", MAXIMUM_TEXT),
                message.optionalInstant("lastCheck"),
                problem.isPresent() ? Optional.of(problem(problem.get())) : Optional.empty(),
                downstream,
                head(message));
    }

    private static Optional<AuditHead> head(MessageReader message) throws MalformedMessageException {
        Optional<MessageReader> audit = message.optionalObject("audit");
        if (audit.isEmpty()) {
            return Optional.empty();
        }
        String hash = audit.get().text("hash", MAXIMUM_NAME);
        if (!Digest.isHash(hash)) {
            throw audit.get().wrong("hash", "is not the hash of an entry");
        }
        long count = audit.get().number("count");
        if (count < 0) {
            throw audit.get().wrong("count", "is less than 0");
        }
        return Optional.of(new AuditHead(count, new Digest(hash)));
    }

    private static void put(ObjectNode json, ComputerReport report) {
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
        report.lastCheck().map(Instant::toString).ifPresent(at -> json.put("lastCheck", at));
        report.lastProblem().ifPresent(problem -> put(json.putObject("lastProblem"), problem, Locale.ENGLISH));
        report.audit()
                .ifPresent(head -> json.putObject("audit")
                        .put("count", head.count())
                        .put("hash", head.hash().hex()));
        var downstream = json.putArray("downstream");
        report.downstream().forEach(computer -> put(downstream.addObject(), computer));
    }

    private static void put(ObjectNode json, Map<String, Version> versions) {
        versions.forEach((name, version) -> json.put(name, version.toString()));
    }

    private static Problem problem(MessageReader message) throws MalformedMessageException {
        String code = message.text("problem", 64);
        var facts = message.textsByName("facts", 100, MAXIMUM_TEXT);
        String text = message.text("text", MAXIMUM_TEXT);
        return Arrays.stream(ProblemCode.values())
                .filter(known -> known.code().equals(code))
                .findFirst()
                .map(known -> Problem.of(known, facts))
                .orElseGet(() -> Problem.of(ProblemCode.INTERNAL, Map.of("reason", text + " (" + code + ")")));
    }

    private static void put(ObjectNode json, Problem problem, Locale language) {
        json.put("problem", problem.code().code());
        ObjectNode facts = json.putObject("facts");
        problem.facts().forEach(facts::put);
        json.put("text", problem.text(language));
    }

    private static String id(MessageReader message, String member, Pattern syntax) throws MalformedMessageException {
        String id = message.text(member, MAXIMUM_NAME);
        if (!syntax.matcher(id).matches()) {
            throw message.wrong(member, "has characters that such a name cannot have");
        }
        return id;
    }

    private static byte[] bytes(JsonNode json) {
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of text and numbers can always be written", e);
        }
    }
}
