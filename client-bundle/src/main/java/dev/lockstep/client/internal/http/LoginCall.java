package dev.lockstep.client.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.client.internal.address.Logins;
import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code POST /api/v1/local/login}: the login window of this computer's application tells which server it works with. */
final class LoginCall {
    private static final int MOST_SERVERS = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logins logins;
    private final Supplier<SourceChoice.Choice> choice;
    private final Runnable changed;
    private final Path folder;

    /**
     * The call.
     *
     * @param choice the source in force
     * @param changed called when the source may have changed
     * @param folder where logins are kept, for messages
     */
    LoginCall(Logins logins, Supplier<SourceChoice.Choice> choice, Runnable changed, Path folder) {
        this.logins = logins;
        this.choice = choice;
        this.changed = changed;
        this.folder = folder;
    }

    Answer answer(byte[] body) {
        try {
            JsonNode json = JSON.readTree(body);
            if (!json.path("selected").isObject()) {
                return Answer.badRequest(400, "\"selected\" with \"address\" and \"port\" is missing");
            }
            if (json.has("useForUpdates") && !json.get("useForUpdates").isBoolean()) {
                return Answer.badRequest(400, "\"useForUpdates\" is not true or false");
            }
            return taken(
                    address(json.path("selected")),
                    servers(json),
                    json.path("useForUpdates").asBoolean());
        } catch (JsonProcessingException e) {
            return Answer.badRequest(400, "it is not JSON: " + e.getOriginalMessage());
        } catch (ProblemException e) {
            return Answer.problem(400, e.problem());
        } catch (IOException e) {
            return Answer.problem(500, DiskProblems.writing(folder, 0, e).problem());
        }
    }

    private Answer taken(ServerAddress selected, List<ServerAddress> servers, boolean useForUpdates)
            throws IOException {
        String before = choice.get().name();
        logins.loggedIn(selected, servers, useForUpdates);
        SourceChoice.Choice now = choice.get();
        if (!now.name().equals(before)) {
            changed.run();
        }
        return Answer.ok(Json.object()
                .put("updateSource", now.name())
                .put("warning", now.warnings().stream().map(Sentence::toString).collect(Collectors.joining(" "))));
    }

    private static List<ServerAddress> servers(JsonNode json) {
        List<ServerAddress> servers = new ArrayList<>();
        for (JsonNode server : json.path("servers")) {
            if (servers.size() < MOST_SERVERS) {
                servers.add(address(server));
            }
        }
        return servers;
    }

    private static ServerAddress address(JsonNode json) {
        return ServerAddress.parse(
                json.path("address").asText(""), json.path("port").asText(""));
    }
}
