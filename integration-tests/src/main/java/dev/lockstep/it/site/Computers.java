package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a server says of the computers below it, over its port. */
public final class Computers {
    private Computers() {}

    /** Whether the server itself and all the named computers report this version for every component. */
    public static Await.State all(NodeInstallation server, List<String> names, String version) {
        List<String> seen = new ArrayList<>();
        boolean all = allOf(server.get("/api/v1/local/status"), "components", version, "server", seen);
        Optional<JsonNode> computers = server.get("/api/v1/computers");
        for (String name : names) {
            Optional<JsonNode> computer = computers.flatMap(list -> named(list, name));
            all &= allOf(computer, "components", version, name, seen);
        }
        return new Await.State(all, String.join(", ", seen));
    }

    private static Optional<JsonNode> named(JsonNode answer, String name) {
        JsonNode list = answer.isArray() ? answer : answer.path("computers");
        for (JsonNode computer : list) {
            if (computer.path("name").asText().equals(name)) {
                return Optional.of(computer);
            }
        }
        return Optional.empty();
    }

    private static boolean allOf(
            Optional<JsonNode> computer, String member, String version, String name, List<String> seen) {
        JsonNode components = computer.map(node -> node.path(member)).orElse(null);
        seen.add(name + ": " + (components == null ? "no answer" : components.toString()));
        if (components == null || components.isEmpty()) {
            return false;
        }
        for (JsonNode component : components) {
            if (!component.asText().equals(version)) {
                return false;
            }
        }
        return true;
    }
}
