package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What a server says of the computers below it, over its port. */
public final class Computers {
    private static final String NODE = "lockstep-node";

    private Computers() {}

    /** Whether the server itself and all the named computers report this version for every component. */
    public static Await.State all(NodeInstallation server, List<String> names, String version) {
        List<String> seen = new ArrayList<>();
        boolean all = allOf(server.get("/api/v1/local/status"), version, "server", seen);
        Optional<JsonNode> computers = server.get("/api/v1/computers");
        for (String name : names) {
            Optional<JsonNode> computer = computers.flatMap(list -> named(list, name));
            all &= allOf(computer, version, name, seen);
        }
        return new Await.State(all, String.join(", ", seen));
    }

    private static Optional<JsonNode> named(JsonNode answer, String name) {
        for (JsonNode computer : answer.path("computers")) {
            JsonNode report = computer.path("report");
            if (report.path("name").asText().equals(name)) {
                return Optional.of(report);
            }
        }
        return Optional.empty();
    }

    private static boolean allOf(Optional<JsonNode> computer, String version, String name, List<String> seen) {
        List<String> others = new ArrayList<>();
        int components = 0;
        for (Map.Entry<String, JsonNode> component :
                computer.map(node -> node.path("components").properties()).orElse(Set.of())) {
            // The node itself is no component of these releases.
            if (!component.getKey().equals(NODE)) {
                components++;
                if (!component.getValue().asText().equals(version)) {
                    others.add(component.toString());
                }
            }
        }
        seen.add(name + ": " + (components == 0 ? "nothing installed" : others.isEmpty() ? "as wanted" : others)
                + computer.map(node -> ", " + node.path("explanation").asText()).orElse(", no answer"));
        return components > 0 && others.isEmpty();
    }
}
