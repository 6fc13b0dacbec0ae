package dev.lockstep.client.internal.component;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches whether a component that was started works, and asks it to end its sessions before it is stopped. */
public final class HealthWatch {
    private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(100);

    private final Controllers controllers;
    private final HttpClient client = LocalCall.client();

    public HealthWatch(Controllers controllers) {
        this.controllers = controllers;
    }

    /**
     * Waits until a component works and has gone on doing so for its time.
     *
     * @return why it does not; empty if it does
     */
    public Optional<Problem> await(Deployed component) throws IOException, InterruptedException {
        ComponentDescription.Health health = component.description().health();
        long deadline = System.nanoTime() + health.within().toNanos();
        long goodSince = -1;
        boolean good = false;
        while (true) {
            if (!controllers.of(component).isRunning(component)) {
                String last = new OutputLog(component.log()).lastLine();
                return Optional.of(component.unhealthy(
                        last.isEmpty()
                                ? Sentence.of("component.ended")
                                : Sentence.of("component.ended-saying", Map.of("words", last))));
            }
            Optional<Sentence> illness = illness(component, health);
            long now = System.nanoTime();
            if (illness.isPresent()) {
                good = false;
                if (now - deadline >= 0) {
                    return Optional.of(component.unhealthy(illness.get()));
                }
            } else {
                goodSince = good ? goodSince : now;
                good = true;
                if (now - goodSince >= health.stable().toNanos()) {
                    return Optional.empty();
                }
            }
            Thread.sleep(PAUSE.toMillis());
        }
    }

    /**
     * How a component is at this moment.
     *
     * @param since when it was last seen to be well
     */
    public Optional<Problem> problem(Deployed component, Instant since) throws IOException, InterruptedException {
        Map<String, Object> facts = new HashMap<>(Map.of(
                "component", component.name(),
                "version", component.version().toString(),
                "since", since.truncatedTo(ChronoUnit.SECONDS).toString()));
        if (!controllers.of(component).isRunning(component)) {
            String words = new OutputLog(component.log()).lastLine();
            facts.put("words", words.isEmpty() ? "-" : words);
            return Optional.of(Problem.of(ProblemCode.COMPONENT_ENDED, facts));
        }
        return illness(component, component.description().health()).map(reason -> {
            facts.put("reason", reason);
            return Problem.of(ProblemCode.COMPONENT_ILL, facts);
        });
    }

    private Optional<Sentence> illness(Deployed component, ComponentDescription.Health health) {
        if (health.http().isEmpty()) {
            return Optional.empty();
        }
        String address = component.fill(health.http().get());
        try {
            LocalCall call = LocalCall.make(client, "GET", address, ANSWER_LIMIT);
            JsonNode json = call.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(call.body());
            String status = json.path("status").asText("");
            String version = json.path("version").asText("");
            if (call.status() != 200 || !status.equals("UP")) {
                String why = json.path("reason").asText("");
                String answer = call.status() + " " + status + (why.isEmpty() ? "" : ", " + why);
                return Optional.of(
                        Sentence.of("component.answers", Map.of("address", Redaction.of(address), "answer", answer)));
            }
            return version.equals(component.version().toString())
                    ? Optional.empty()
                    : Optional.of(Sentence.of("component.other-version", Map.of("version", version)));
        } catch (IOException e) {
            return Optional.of(Sentence.said(Redaction.of(address) + ": " + e.getMessage()));
        }
    }

    /** Asks a component to take no new sessions, and waits until the running ones have ended or its limit has passed. */
    public void drain(Deployed component) {
        Optional<ComponentDescription.Drain> drain = component.description().drain();
        if (drain.isEmpty()) {
            return;
        }
        try {
            LocalCall call = LocalCall.make(
                    client,
                    "POST",
                    component.fill(drain.get().http()),
                    drain.get().limit());
            if (call.status() >= 300) {
                LOG.warn("{} did not end its sessions in time; it is stopped now.", component.name());
            }
        } catch (IOException e) {
            // A component that does not answer any more has no sessions that could be saved by waiting for it.
            LOG.warn("{} could not be asked to end its sessions; it is stopped now.", component.name(), e);
        }
    }
}
