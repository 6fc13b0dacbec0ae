package dev.lockstep.it.site;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** What a server says of the computers below it, over its port. */
public final class Computers {
    /** The name of the node as a component. */
    static final String NODE = "lockstep-node";

    private Computers() {}

    /** Whether the server itself and all the named computers report this version for every component but the node. */
    public static Await.State all(NodeInstallation server, List<String> names, String version) {
        // The node itself is no component of most releases.
        return all(server, names, version, Set.of(NODE));
    }

    /** Whether the server itself and all the named computers report this version for every component and for the node. */
    public static Await.State allWithTheirNodes(NodeInstallation server, List<String> names, String version) {
        return all(server, names, version, Set.of());
    }

    private static Await.State all(NodeInstallation server, List<String> names, String version, Set<String> ignored) {
        List<String> seen = new ArrayList<>();
        boolean all = allOf(server.get("/api/v1/local/status"), version, "server", ignored, seen);
        for (String name : names) {
            all &= allOf(reported(server, name), version, name, ignored, seen);
        }
        return new Await.State(all, String.join(", ", seen));
    }

    /** What a computer reported last to its server; empty if it never did. */
    public static Optional<JsonNode> reported(NodeInstallation server, String name) {
        return server.getAsAdministrator("/api/v1/computers").flatMap(list -> named(list, name));
    }

    /** The names of all computers that reported to a server. */
    public static List<String> names(NodeInstallation server) {
        List<String> names = new ArrayList<>();
        for (JsonNode computer : server.getAsAdministrator("/api/v1/computers")
                .map(list -> list.path("computers"))
                .orElseThrow()) {
            names.add(computer.path("report").path("name").asText());
        }
        return names;
    }

    /** The modules that a computer reported as active to its server, each with its version. */
    public static Map<String, String> modules(NodeInstallation server, String name) {
        Map<String, String> modules = new TreeMap<>();
        reported(server, name)
                .ifPresent(report -> report.path("modules")
                        .properties()
                        .forEach(module ->
                                modules.put(module.getKey(), module.getValue().asText())));
        return modules;
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

    private static boolean allOf(
            Optional<JsonNode> computer, String version, String name, Set<String> ignored, List<String> seen) {
        List<String> others = new ArrayList<>();
        int components = 0;
        for (Map.Entry<String, JsonNode> component :
                computer.map(node -> node.path("components").properties()).orElse(Set.of())) {
            if (!ignored.contains(component.getKey())) {
                components++;
                if (!component.getValue().asText().equals(version)) {
                    others.add(component.toString());
                }
            }
        }
        seen.add(name + ": " + (components == 0 ? "nothing installed" : others.isEmpty() ? "as wanted" : others)
                + computer.map(node -> ", " + node.path("explanation").asText()).orElse(", no answer"));
        // In the middle of a switch the pointers are ahead of the processes.
        boolean idle =
                computer.map(node -> node.path("phase").asText().equals("idle")).orElse(false);
        return components > 0 && others.isEmpty() && idle;
    }
}
