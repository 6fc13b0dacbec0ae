package dev.lockstep.core.component;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.core.text.TextFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads {@code lockstep-component.json}. */
public final class DescriptionReader {
    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final long MAXIMUM_SECONDS = 24 * 60 * 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private DescriptionReader() {}

    /**
     * Reads the description of a tree.
     *
     * @throws IllegalArgumentException that says what of it cannot be used
     */
    public static ComponentDescription read(String component, Path tree) throws IOException {
        Path file = tree.resolve(ComponentDescription.FILE);
        if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            return ComponentDescription.PASSIVE;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MAXIMUM_BYTES) {
            throw new IllegalArgumentException("it is no file of at most " + MAXIMUM_BYTES + " bytes");
        }
        return read(component, TextFile.bytes(file, MAXIMUM_BYTES));
    }

    /** Reads a description by its bytes, in the same way. */
    public static ComponentDescription read(String component, byte[] description) throws IOException {
        try {
            return read(component, JSON.readTree(TextFile.of(description).text()));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("it is not JSON: " + e.getOriginalMessage() + place(e), e);
        }
    }

    private static String place(JsonProcessingException e) {
        return e.getLocation() == null
                ? ""
                : " (line " + e.getLocation().getLineNr() + ", column "
                        + e.getLocation().getColumnNr() + ")";
    }

    private static ComponentDescription read(String component, JsonNode json) {
        if (json.path("format").asInt(0) != 1) {
            throw new IllegalArgumentException("its format is not 1; update Lockstep first");
        }
        String name = json.path("name").asText(component);
        if (!name.equals(component)) {
            throw new IllegalArgumentException("it describes the component \"" + name + "\"");
        }
        JsonNode health = json.path("health");
        JsonNode drain = json.path("drain");
        return new ComponentDescription(
                json.path("title").asText(component),
                control(json),
                new ComponentDescription.Health(
                        text(health, "http"), seconds(health, "within", 30), seconds(health, "stable", 2)),
                text(drain, "http")
                        .map(address -> new ComponentDescription.Drain(address, seconds(drain, "limit", 30))),
                seconds(json.path("stop"), "limit", 15));
    }

    private static ComponentDescription.Control control(JsonNode json) {
        String controller = json.path("controller").asText("none");
        JsonNode own = json.path(controller);
        return switch (controller) {
            case "process" ->
                new ComponentDescription.Supervised(texts(own, "command"), environment(own), text(own, "folder"));
            case "systemd" -> new ComponentDescription.Systemd(own.path("unit").asText(""));
            case "command" ->
                new ComponentDescription.Commands(texts(own, "start"), texts(own, "stop"), texts(own, "status"));
            case "features" ->
                new ComponentDescription.Features(own.path("repository").asText(""), texts(own, "names"));
            case "none" -> new ComponentDescription.None();
            default -> throw new IllegalArgumentException("there is no controller \"" + controller + "\"");
        };
    }

    private static Optional<String> text(JsonNode json, String member) {
        return Optional.of(json.path(member).asText("")).filter(text -> !text.isBlank());
    }

    private static List<String> texts(JsonNode json, String member) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : json.path(member)) {
            if (!element.isTextual()) {
                throw new IllegalArgumentException(member + " is not a list of texts");
            }
            texts.add(element.asText());
        }
        return texts;
    }

    private static Map<String, String> environment(JsonNode own) {
        Map<String, String> environment = new LinkedHashMap<>();
        own.path("environment")
                .properties()
                .forEach(e -> environment.put(e.getKey(), e.getValue().asText()));
        return environment;
    }

    private static Duration seconds(JsonNode json, String member, double ifMissing) {
        JsonNode value = json.path(member);
        if (value.isMissingNode()) {
            return Duration.ofMillis(Math.round(ifMissing * 1000));
        }
        if (!value.isNumber() || value.asDouble() < 0 || value.asDouble() > MAXIMUM_SECONDS) {
            throw new IllegalArgumentException(member + " is not a number of seconds from 0 to " + MAXIMUM_SECONDS);
        }
        return Duration.ofMillis(Math.round(value.asDouble() * 1000));
    }
}
