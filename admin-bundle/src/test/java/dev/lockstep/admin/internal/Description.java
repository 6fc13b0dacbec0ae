package dev.lockstep.admin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code openapi.json} as programs read it, to be compared with what the server does. */
final class Description {
    private final JsonNode document;
    private final JsonSchemaFactory schemas = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012);

    Description(String text) throws IOException {
        document = new JsonMapper().readTree(text);
        close(document.at("/components/schemas"));
    }

    /** Whatever an object may have is described: a member that nobody wrote down is a fault here. */
    private static void close(JsonNode node) {
        if (node instanceof ObjectNode schema
                && schema.get("properties") instanceof ObjectNode
                && !schema.has("additionalProperties")) {
            schema.put("additionalProperties", false);
        }
        node.forEach(Description::close);
    }

    /** Method and path of each operation, with the right that it needs; empty for everybody. */
    Map<String, String> rights() {
        Map<String, String> rights = new TreeMap<>();
        document.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> rights.put(
                                operation.getKey().toUpperCase(Locale.ROOT) + " " + path.getKey(),
                                operation.getValue().path("x-lockstep-right").asText())));
        return rights;
    }

    /** What of an answer is not as it is described. */
    List<String> faults(AdminSite.Answer answer) throws IOException {
        JsonNode operation = operation(answer.method(), answer.path());
        JsonNode responses = operation.path("responses");
        String status = Integer.toString(answer.status());
        JsonNode response = resolved(responses.has(status) ? responses.get(status) : responses.path("default"));
        JsonNode content = response.path("content");
        if (content.isMissingNode()) {
            return answer.body().isEmpty() ? List.of() : List.of("there is a body");
        }
        String type = answer.header("content-type");
        return content.has(type)
                ? faults(content.get(type).get("schema"), answer.json())
                : List.of("its type is " + type);
    }

    /** What of the body of a request is not as it is described. */
    List<String> requestFaults(String method, String path, JsonNode body) {
        JsonNode schema = operation(method, path).at("/requestBody/content/application~1json/schema");
        return faults(schema, body);
    }

    private List<String> faults(JsonNode schema, JsonNode value) {
        ObjectNode whole = ((ObjectNode) schema.deepCopy());
        whole.set("components", document.get("components"));
        Set<ValidationMessage> messages = schemas.getSchema(whole)
                .validate(value, context -> context.getExecutionConfig().setFormatAssertionsEnabled(true));
        return messages.stream().map(ValidationMessage::getMessage).toList();
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").asText().substring(1)) : node;
    }

    private JsonNode operation(String method, String path) {
        String plain = path.replaceAll("\\?.*", "");
        Optional<JsonNode> found = document.get("paths").properties().stream()
                .filter(entry -> plain.matches(entry.getKey().replaceAll("\\{[a-z]+}", "[^/]+")))
                .min((one, other) -> Integer.compare(places(one.getKey()), places(other.getKey())))
                .map(entry -> entry.getValue().path(method.toLowerCase(Locale.ROOT)));
        return found.filter(operation -> !operation.isMissingNode())
                .orElseThrow(() -> new AssertionError(method + " " + path + " is not described"));
    }

    private static int places(String template) {
        return template.length() - template.replace("{", "").length();
    }

    /** The names of all schemas that nothing refers to. */
    Set<String> unused() {
        Set<String> names = new TreeSet<>();
        document.at("/components/schemas").fieldNames().forEachRemaining(names::add);
        String text = document.toString();
        return names.stream()
                .filter(name -> !text.contains("\"#/components/schemas/" + name + "\""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
