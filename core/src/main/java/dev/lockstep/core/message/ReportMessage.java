package dev.lockstep.core.message;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The body of {@code POST /api/v1/report}: what a computer says of itself, and what those below it said of themselves.
 *
 * <p>What is not usable of those below is left out: one computer of another version, or a hostile one, silences no other.
 *
 * @param own what the sender says of itself
 * @param below what it passes on
 */
public record ReportMessage(Statement own, List<ReportMessage> below) {
    public ReportMessage {
        Objects.requireNonNull(own, "own");
        below = List.copyOf(below);
    }

    /** Of a computer with nobody below it. */
    public static ReportMessage of(Statement own) {
        return new ReportMessage(own, List.of());
    }

    /** Reads a message. */
    public static ReportMessage read(byte[] json) throws MalformedMessageException {
        return MessageText.read(json, NodeJson.MAXIMUM_REPORT_BYTES, message -> {
            MessageText.requireFormat(message, "format");
            return read(message, NodeJson.MAXIMUM_RELAYS);
        });
    }

    private static ReportMessage read(JsonMembers message, int relaysLeft) {
        Statement own = Statement.read(message);
        message.requireAtMost(NodeJson.MAXIMUM_COUNT, "downstream");
        JsonNode downstream = message.node("downstream");
        if (!downstream.isArray()) {
            throw message.wrong("downstream", "is not a list");
        }
        List<ReportMessage> below = new ArrayList<>();
        for (JsonNode each : relaysLeft > 0 ? downstream : List.<JsonNode>of()) {
            try {
                below.add(read(JsonMembers.of(each, "downstream"), relaysLeft - 1));
            } catch (JsonFormatException unusable) {
                // Its own relay read it strictly; whoever wrote this into the message speaks for nobody.
            }
        }
        return new ReportMessage(own, below);
    }

    /** Writes it; if it were too long, the longest of those below are left out. */
    public byte[] write() {
        ObjectNode json = json(kept());
        json.put("format", NodeJson.FORMAT);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    private ObjectNode json(Set<Statement> kept) {
        ObjectNode json = own.json();
        var downstream = json.putArray("downstream");
        below.stream().filter(each -> kept.contains(each.own())).forEach(each -> downstream.add(each.json(kept)));
        return json;
    }

    private Set<Statement> kept() {
        Set<Statement> kept = Collections.newSetFromMap(new IdentityHashMap<>());
        long room = NodeJson.MAXIMUM_REPORT_BYTES - size(own);
        List<Statement> shortestFirst = statements()
                .skip(1)
                .sorted(Comparator.comparingInt(Statement::length))
                .toList();
        for (Statement each : shortestFirst) {
            room -= size(each);
            if (room >= 0) {
                kept.add(each);
            }
        }
        return kept;
    }

    /** All statements in it, the sender's first. */
    public Stream<Statement> statements() {
        return Stream.concat(Stream.of(own), below.stream().flatMap(ReportMessage::statements));
    }

    /** JSON escapes what the canonical form does not; what is around a statement is counted in. */
    private static long size(Statement statement) {
        return statement.json().toString().getBytes(StandardCharsets.UTF_8).length + 64L;
    }
}
