package dev.lockstep.client.internal.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.client.internal.address.Logins;
import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** {@code POST /api/v1/local/login}: the login window of this computer's application tells which server it works with. */
final class LoginCall {
    private static final int MOST_SERVERS = 100;
    private static final Duration BETWEEN_PROPOSALS = Duration.ofMinutes(1);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Logins logins;
    private final Supplier<SourceChoice.Choice> choice;
    private final BooleanSupplier firstDecides;
    private final Runnable changed;
    private final Audit audit;
    private final InstantSource clock;
    private final Path folder;
    private Instant proposed = Instant.EPOCH;

    /**
     * The call.
     *
     * @param choice the source in force
     * @param firstDecides whether the first login says where updates come from
     * @param changed called when the source may have changed
     * @param folder where logins are kept, for messages
     */
    LoginCall(
            Logins logins,
            Supplier<SourceChoice.Choice> choice,
            BooleanSupplier firstDecides,
            Runnable changed,
            Audit audit,
            InstantSource clock,
            Path folder) {
        this.logins = logins;
        this.choice = choice;
        this.firstDecides = firstDecides;
        this.changed = changed;
        this.audit = audit;
        this.clock = clock;
        this.folder = folder;
    }

    Answer answer(byte[] body, Locale language) {
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
                    json.path("useForUpdates").asBoolean(),
                    language);
        } catch (JsonProcessingException e) {
            return Answer.badRequest(400, "it is not JSON: " + e.getOriginalMessage());
        } catch (ProblemException e) {
            return Answer.problem(400, e.problem());
        } catch (IOException e) {
            return Answer.problem(500, DiskProblems.writing(folder, 0, e).problem());
        }
    }

    private synchronized Answer taken(
            ServerAddress selected, List<ServerAddress> servers, boolean useForUpdates, Locale language)
            throws IOException {
        String before = choice.get().name();
        Logins.Login earlier = logins.current();
        Logins.Login login = logins.loggedIn(selected, servers, useForUpdates, firstDecides.getAsBoolean());
        SourceChoice.Choice now = choice.get();
        Optional<ServerAddress> other = login.proposed().filter(server -> !now.isFrom(server));
        record(earlier, login, other, now.name());
        if (!now.name().equals(before)) {
            changed.run();
        }
        return Answer.ok(Json.object()
                .put("updateSource", now.name())
                .put("proposed", other.map(ServerAddress::toString))
                .put(
                        "warning",
                        now.warnings().stream()
                                .map(warning -> warning.text(language))
                                .collect(Collectors.joining(" "))));
    }

    /** A program that proposes without end must not fill the log: one proposal a minute stands in it. */
    private void record(Logins.Login earlier, Logins.Login login, Optional<ServerAddress> other, String source) {
        if (!login.updateSource().equals(earlier.updateSource())) {
            record(
                    "update source",
                    "set by the first login",
                    "",
                    login.updateSource().map(ServerAddress::toString).orElse(""));
        }
        Instant now = clock.instant();
        if (other.isPresent() && !other.equals(earlier.proposed()) && now.isAfter(proposed.plus(BETWEEN_PROPOSALS))) {
            proposed = now;
            record(
                    "propose update source",
                    "proposed, not taken",
                    source,
                    other.get().toString());
        }
    }

    private void record(String action, String result, String from, String to) {
        audit.record(
                "a user of this computer",
                AuditEvent.of(action, "login window", result).change(from, to));
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
