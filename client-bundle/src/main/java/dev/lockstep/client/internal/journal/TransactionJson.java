package dev.lockstep.client.internal.journal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** How a {@link Transaction} stands in {@code journal/current.json}. */
final class TransactionJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private TransactionJson() {}

    static byte[] write(Transaction transaction) throws IOException {
        ObjectNode json = JSON.createObjectNode();
        json.put("format", 1).put("id", transaction.id()).put("action", transaction.action());
        transaction.from().ifPresent(from -> json.put("from", from.toString()));
        json.put("to", transaction.to().toString());
        transaction.node().ifPresent(node -> json.set("node", change(node)));
        json.putArray("components");
        transaction.components().forEach(c -> json.withArray("components").add(change(c)));
        json.putArray("steps");
        for (Transaction.Reached reached : transaction.steps()) {
            json.withArray("steps")
                    .addObject()
                    .put("step", reached.step().name())
                    .put("at", reached.at().toString());
        }
        json.put("interruptions", transaction.interruptions());
        if (transaction.failure().isPresent()) {
            json.set("failure", problem(transaction.failure().get()));
        }
        return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    }

    static Transaction read(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        try {
            List<Transaction.Change> components = new ArrayList<>();
            json.path("components").forEach(component -> components.add(change(component)));
            List<Transaction.Reached> steps = new ArrayList<>();
            for (JsonNode reached : json.path("steps")) {
                steps.add(new Transaction.Reached(
                        Step.valueOf(reached.path("step").asText()),
                        Instant.parse(reached.path("at").asText())));
            }
            return new Transaction(
                    json.path("id").asText(),
                    json.path("action").asText(),
                    version(json, "from"),
                    Version.parse(json.path("to").asText()),
                    json.has("node") ? Optional.of(change(json.get("node"))) : Optional.empty(),
                    components,
                    steps,
                    json.path("interruptions").asInt(),
                    json.has("failure") ? Optional.of(problem(json.get("failure"))) : Optional.empty());
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("it is not in the form of a journal: " + e.getMessage(), e);
        }
    }

    private static ObjectNode change(Transaction.Change change) {
        ObjectNode json = JSON.createObjectNode().put("component", change.component());
        change.from().ifPresent(from -> json.put("from", from.toString()));
        return json.put("to", change.to().toString());
    }

    private static Transaction.Change change(JsonNode json) {
        return new Transaction.Change(
                json.path("component").asText(),
                version(json, "from"),
                Version.parse(json.path("to").asText()));
    }

    static Optional<Version> version(JsonNode json, String member) {
        return json.has(member) ? Optional.of(Version.parse(json.get(member).asText())) : Optional.empty();
    }

    static JsonNode problem(Problem problem) throws IOException {
        return JSON.readTree(NodeJson.writeProblem(problem));
    }

    static Problem problem(JsonNode json) throws IOException {
        return NodeJson.readProblem(JSON.writeValueAsBytes(json));
    }
}
