package dev.lockstep.core.message;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;

/**
 * What a computer says of itself when it asks to be admitted: {@code POST /api/v1/enrol}. Its key it proves in the handshake. Not
 * a record, because the secret must never come into a log.
 */
public final class Enrolment {
    /** Where it is sent to, relative to the base of a computer. */
    public static final String PATH = "api/v1/enrol";

    /** The most bytes it may have, and its answer. */
    public static final int MAXIMUM_BYTES = 4096;

    private static final int LONGEST_NAME = 256;
    private static final int LONGEST_ID = 64;
    private static final int LONGEST_SECRET = 128;

    private final String id;
    private final String name;
    private final Optional<String> secret;

    /**
     * Asks with or without the secret of a join token.
     *
     * @param id the node's id
     * @param name the computer's name
     */
    public Enrolment(String id, String name, Optional<String> secret) {
        this.id = Objects.requireNonNull(id, "id");
        this.name = Objects.requireNonNull(name, "name");
        this.secret = Objects.requireNonNull(secret, "secret");
        if (!id.matches("[A-Za-z0-9._-]{1,64}")) {
            throw new IllegalArgumentException("not an id: " + id.length() + " characters");
        }
    }

    public String id() {
        return id;
    }

    public String name() {
        return name;
    }

    public Optional<String> secret() {
        return secret;
    }

    /** As it goes over the wire. */
    public byte[] toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", 1).put("id", id).put("name", name);
        secret.ifPresent(shown -> json.put("secret", shown));
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads what came over the wire. */
    public static Enrolment read(byte[] json) throws MalformedMessageException {
        return MessageText.read(json, MAXIMUM_BYTES, message -> {
            MessageText.requireFormat(message, "format");
            return new Enrolment(
                    MessageText.text(message, "id", LONGEST_ID),
                    MessageText.text(message, "name", LONGEST_NAME),
                    message.optional("secret", (members, name) -> MessageText.text(members, name, LONGEST_SECRET)));
        });
    }

    /** What the server answers. */
    public static byte[] answer(boolean admitted) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", 1).put("admitted", admitted);
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Whether the server's answer says that the computer is admitted. */
    public static boolean isAdmitted(byte[] answer) throws MalformedMessageException {
        return MessageText.read(answer, MAXIMUM_BYTES, message -> {
            MessageText.requireFormat(message, "format");
            return message.flag("admitted");
        });
    }

    @Override
    public String toString() {
        return name + " (" + id + ")" + (secret.isPresent() ? " with a secret" : "");
    }
}
