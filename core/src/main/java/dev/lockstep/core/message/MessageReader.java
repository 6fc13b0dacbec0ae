package dev.lockstep.core.message;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Reads the members of one JSON object of a message, and names the member when it is not as it must be.
 *
 * <p>Unknown members are ignored, so that a newer node can say more; missing ones are refused. A member that is {@code null}
 * is a missing one.
 */
final class MessageReader {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(40)
                            .maxNumberLength(32)
                            .maxNameLength(1024)
                            .maxStringLength(64 * 1024)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final String path;
    private final JsonNode node;

    private MessageReader(String path, JsonNode node) throws MalformedMessageException {
        this.path = path;
        this.node = node;
        if (!node.isObject()) {
            throw new MalformedMessageException((path.isEmpty() ? "the message" : path) + " is not a JSON object");
        }
    }

    static MessageReader of(byte[] json, int maximumBytes) throws MalformedMessageException {
        if (json.length > maximumBytes) {
            throw new MalformedMessageException("it is longer than " + maximumBytes + " bytes");
        }
        try {
            return new MessageReader("", JSON.readTree(json));
        } catch (MalformedMessageException e) {
            throw e;
        } catch (JsonProcessingException e) {
            throw new MalformedMessageException("it is not JSON: " + abbreviated(e.getOriginalMessage()), e);
        } catch (IOException e) {
            throw new MalformedMessageException("it is not JSON", e);
        }
    }

    /** Refuses a message of a format that this version does not know. */
    void requireFormat(long known) throws MalformedMessageException {
        long format = number("format");
        if (format != known) {
            throw wrong("format", "is " + format + ", and only " + known + " is understood");
        }
    }

    /** Text for people: control and direction characters become spaces, so that no terminal or page is deceived. */
    String text(String member, int maximumLength) throws MalformedMessageException {
        return harmless(string(member, required(member)), member, maximumLength);
    }

    /** Text for people, or empty if the member is not there. */
    Optional<String> optionalText(String member, int maximumLength) throws MalformedMessageException {
        return has(member) ? Optional.of(text(member, maximumLength)) : Optional.empty();
    }

    boolean flag(String member) throws MalformedMessageException {
        JsonNode value = required(member);
        if (!value.isBoolean()) {
            throw wrong(member, "is not true or false");
        }
        return value.booleanValue();
    }

    long number(String member) throws MalformedMessageException {
        JsonNode value = required(member);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(member, "is not a whole number");
        }
        return value.longValue();
    }

    Version version(String member) throws MalformedMessageException {
        return version(member, required(member));
    }

    Optional<Version> optionalVersion(String member) throws MalformedMessageException {
        return has(member) ? Optional.of(version(member)) : Optional.empty();
    }

    Optional<Instant> optionalInstant(String member) throws MalformedMessageException {
        if (!has(member)) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.parse(string(member, required(member))));
        } catch (DateTimeException e) {
            throw new MalformedMessageException(at(member) + " is not a time like 2026-11-22T10:00:00Z", e);
        }
    }

    List<String> texts(String member, int maximumCount, int maximumLength) throws MalformedMessageException {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(member, maximumCount)) {
            texts.add(harmless(string(member, element), member, maximumLength));
        }
        return texts;
    }

    List<MessageReader> objects(String member, int maximumCount) throws MalformedMessageException {
        List<MessageReader> objects = new ArrayList<>();
        for (JsonNode element : array(member, maximumCount)) {
            objects.add(new MessageReader(at(member) + "[" + objects.size() + "]", element));
        }
        return objects;
    }

    Optional<MessageReader> optionalObject(String member) throws MalformedMessageException {
        return has(member) ? Optional.of(new MessageReader(at(member), required(member))) : Optional.empty();
    }

    SortedMap<String, Version> versions(String member, int maximumCount) throws MalformedMessageException {
        SortedMap<String, Version> versions = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : members(member, maximumCount)) {
            versions.put(harmless(entry.getKey(), member, 128), version(member, entry.getValue()));
        }
        return versions;
    }

    SortedMap<String, String> textsByName(String member, int maximumCount, int maximumLength)
            throws MalformedMessageException {
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : members(member, maximumCount)) {
            texts.put(
                    harmless(entry.getKey(), member, 128),
                    harmless(string(member, entry.getValue()), member, maximumLength));
        }
        return texts;
    }

    MalformedMessageException wrong(String member, String what) {
        return new MalformedMessageException(at(member) + " " + what);
    }

    private Iterable<Map.Entry<String, JsonNode>> members(String member, int maximumCount)
            throws MalformedMessageException {
        JsonNode value = required(member);
        if (!value.isObject()) {
            throw wrong(member, "is not a JSON object");
        }
        requireCount(member, value, maximumCount);
        return value.properties();
    }

    private JsonNode array(String member, int maximumCount) throws MalformedMessageException {
        JsonNode value = required(member);
        if (!value.isArray()) {
            throw wrong(member, "is not a list");
        }
        requireCount(member, value, maximumCount);
        return value;
    }

    private void requireCount(String member, JsonNode value, int maximumCount) throws MalformedMessageException {
        if (value.size() > maximumCount) {
            throw wrong(member, "has more than " + maximumCount + " elements");
        }
    }

    private Version version(String member, JsonNode value) throws MalformedMessageException {
        try {
            return Version.parse(string(member, value));
        } catch (IllegalArgumentException e) {
            throw new MalformedMessageException(at(member) + " is not a version like 1.2.3", e);
        }
    }

    private String string(String member, JsonNode value) throws MalformedMessageException {
        if (!value.isTextual()) {
            throw wrong(member, "is not text");
        }
        return value.textValue();
    }

    private String harmless(String text, String member, int maximumLength) throws MalformedMessageException {
        if (text.length() > maximumLength) {
            throw wrong(member, "is longer than " + maximumLength + " characters");
        }
        StringBuilder harmless = new StringBuilder(text.length());
        text.codePoints().map(c -> printable(c) ? c : ' ').forEach(harmless::appendCodePoint);
        return harmless.toString();
    }

    private static boolean printable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    private boolean has(String member) {
        return node.hasNonNull(member);
    }

    private JsonNode required(String member) throws MalformedMessageException {
        if (!has(member)) {
            throw wrong(member, "is missing");
        }
        return node.get(member);
    }

    private String at(String member) {
        return path.isEmpty() ? "\"" + member + "\"" : path + "." + member;
    }

    private static String abbreviated(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 120 ? line : line.substring(0, 120) + "...";
    }
}
