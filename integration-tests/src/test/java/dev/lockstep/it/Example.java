package dev.lockstep.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A document of a shape in which every member is there, every list has an element, and every value makes sense. */
final class Example {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String HASH = "ab".repeat(32);

    private Example() {}

    static JsonNode of(FormShape shape) {
        JsonNode document = JSON.objectNode();
        for (Map.Entry<String, String> member : shape.members().entrySet()) {
            document = with(document, steps(member.getKey()), 0, value(member.getKey(), member.getValue()));
        }
        return document;
    }

    /** {@code a?.b[]} as {@code a}, {@code b}, {@code []}. */
    private static List<String> steps(String path) {
        List<String> steps = new ArrayList<>();
        for (String part : path.replace("?", "").split("\\.")) {
            String rest = part;
            while (!rest.isEmpty()) {
                int end = rest.startsWith("[]") || rest.startsWith("{}") ? 2 : ends(rest);
                steps.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
        }
        return steps;
    }

    private static int ends(String rest) {
        int list = rest.indexOf("[]");
        int map = rest.indexOf("{}");
        int first = list < 0 ? map : map < 0 ? list : Math.min(list, map);
        return first < 0 ? rest.length() : first;
    }

    private static JsonNode with(JsonNode at, List<String> steps, int next, List<JsonNode> values) {
        if (next == steps.size()) {
            return values.get(0);
        }
        String step = steps.get(next);
        if (step.equals("[]")) {
            ArrayNode list = at instanceof ArrayNode known ? known : JSON.arrayNode();
            if (next + 1 == steps.size()) {
                values.forEach(list::add);
            } else {
                JsonNode element = with(list.isEmpty() ? JSON.objectNode() : list.get(0), steps, next + 1, values);
                list.removeAll();
                list.add(element);
            }
            return list;
        }
        ObjectNode object = at instanceof ObjectNode known ? known : JSON.objectNode();
        String name = step.equals("{}") ? "1.0.0" : step;
        JsonNode inner = object.has(name) ? object.get(name) : JSON.objectNode();
        object.set(name, with(inner, steps, next + 1, values));
        return object;
    }

    /** One value, or for a list several, in their order. */
    private static List<JsonNode> value(String path, String type) {
        return switch (type) {
            case "yes-or-no" -> List.of(JSON.booleanNode(true));
            case "number" -> List.of(JSON.numberNode(1));
            case "time" -> List.of(JSON.textNode("2026-12-01T18:00:00Z"));
            case "json" -> List.of(document(path));
            case "text" -> texts(path);
            default -> List.of(JSON.textNode(type.split("\\|")[0]));
        };
    }

    private static List<JsonNode> texts(String path) {
        if (path.matches("(?i).*(sha256|payload|after|key|hash|authority|site|contents.*|hex|digest|mark|salt)\\??")) {
            return List.of(JSON.textNode(HASH));
        }
        if (path.matches("(?i).*versions\\??\\[]")) {
            return List.of(JSON.textNode("1.0.0"), JSON.textNode("1.1.0"));
        }
        if (path.matches("(?i).*(version|release|previous|from|to|wanted|tried|modules\\{})\\??")) {
            return List.of(JSON.textNode("1.0.0"));
        }
        if (path.endsWith("problem")) {
            return List.of(JSON.textNode("LS-INTERNAL"));
        }
        return List.of(JSON.textNode("a text"));
    }

    /** Documents within others, which have a form of their own. */
    private static JsonNode document(String path) {
        if (path.endsWith("module")) {
            Blob payload = new Blob(new Digest(HASH), 1);
            return StrictJson.parse(ReleaseJson.write(new ModuleRelease(
                    "com.example.meter",
                    Version.parse("1.0.0"),
                    "Meter",
                    "Reads meters",
                    "Example",
                    List.of("workstation"),
                    VersionRange.parse("[1.0.0,2.0.0)"),
                    List.of(new ModuleRelease.Bundle(
                            "com.example.meter", "1.0.0", payload, 80, List.of(), List.of())))));
        }
        ComputerReport report = new ComputerReport(
                "00000000-0000-4000-8000-000000000001",
                "one",
                "linux-x86_64",
                new TreeMap<>(Map.of("files", Version.parse("1.0.0"))),
                new TreeMap<>(),
                true,
                false,
                List.of(),
                "idle",
                "it is current",
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty());
        return path.startsWith("statement")
                ? Statement.unsigned(report).json()
                : StrictJson.parse(NodeJson.writeReport(report));
    }
}
