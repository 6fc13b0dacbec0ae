package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lockstep's agent on this computer: it is told which server was chosen in the login window. The first one becomes the source of
 * updates; another one later is a proposal, which an administrator may accept.
 *
 * <p>Whatever it answers, or if it does not, the login goes on: an update can wait, the work cannot.
 */
final class LocalAgent {
    static final String APPLICATION = "metering-workstation";

    private final Optional<URI> agent;
    private final HttpCalls http;
    private final Texts texts;

    LocalAgent(Optional<URI> agent, HttpCalls http, Texts texts) {
        this.agent = agent;
        this.http = http;
        this.texts = texts;
    }

    /** Tells the agent and gives the line that the window shows. */
    String tell(Login login, List<Endpoint> servers) throws InterruptedException {
        if (agent.isEmpty()) {
            return texts.of("agent.none");
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("application", APPLICATION);
        message.put("selected", fields(login.server()));
        message.put("servers", servers.stream().map(LocalAgent::fields).toList());
        message.put("useForUpdates", login.useForUpdates());
        try {
            return line(http.post(agent.get().resolve("/api/v1/local/login"), message));
        } catch (IOException | BadInput e) {
            System.getLogger(LocalAgent.class.getName())
                    .log(System.Logger.Level.WARNING, "The agent at {0} was not told: {1}", agent.get(), e.toString());
            return texts.of("agent.failed");
        }
    }

    private String line(HttpCalls.Reply reply) throws BadInput {
        if (reply.status() / 100 != 2) {
            return texts.of("agent.refused", reply.body().optionalText("text").orElse("HTTP " + reply.status()));
        }
        Optional<String> proposed = reply.body().optionalText("proposed").filter(text -> !text.isBlank());
        if (proposed.isPresent()) {
            return texts.of(
                    "agent.proposed",
                    proposed.get(),
                    reply.body().optionalText("updateSource").orElse(""));
        }
        Optional<String> warning = reply.body().optionalText("warning").filter(text -> !text.isBlank());
        if (warning.isPresent()) {
            return warning.get();
        }
        return reply.body()
                .optionalText("updateSource")
                .filter(source -> !source.isBlank())
                .map(source -> texts.of("agent.source", source))
                .orElse(texts.of("agent.told"));
    }

    private static Map<String, Object> fields(Endpoint server) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("address", server.host());
        fields.put("port", server.port());
        return fields;
    }
}
