package dev.lockstep.admin.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.version.Version;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.StreamSupport;

/**
 * What a request says by name: the members of its JSON, or the parameters of its query. All are bounded, and one that nobody asked
 * for is refused: a {@code "simulat":true} that is ignored would do in earnest what was to be tried. Not thread-safe.
 */
public final class Fields {
    private static final int LONGEST_SECRET = 1024;

    private final ObjectNode values;
    private final boolean typed;
    private final Set<String> known = new TreeSet<>();

    private Fields(ObjectNode values, boolean typed) {
        this.values = values;
        this.typed = typed;
    }

    /** Those of a body. */
    static Fields ofJson(byte[] body) {
        if (body.length == 0) {
            return new Fields(JsonNodeFactory.instance.objectNode(), true);
        }
        try {
            if (StrictJson.parse(body) instanceof ObjectNode object) {
                return new Fields(object, true);
            }
            throw CallException.malformed("the body is no JSON object");
        } catch (JsonFormatException e) {
            // Its message may quote the body, and that a password.
            throw CallException.malformed("the body is not JSON (RFC 8259), or has a member twice");
        }
    }

    /** Those of a query, where everything is text. */
    static Fields ofQuery(Map<String, String> parameters) {
        ObjectNode values = JsonNodeFactory.instance.objectNode();
        parameters.forEach(values::put);
        return new Fields(values, false);
    }

    /** Has all of them read, and refuses those that were not. */
    <T> T read(Function<Fields, T> reader) {
        T result = reader.apply(this);
        values.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw CallException.malformed("\"" + shown(name) + "\" is not known here; known are: "
                        + (known.isEmpty() ? "none" : String.join(", ", known)));
            }
        });
        return result;
    }

    /** A text that has to be there. */
    public String text(String name, int longest) {
        return optionalText(name, longest).orElseThrow(() -> missing(name));
    }

    /** What a request is refused with that lacks something. */
    public static CallException missing(String name) {
        return wrong(name, "is missing");
    }

    /** A text that may be there. */
    public Optional<String> optionalText(String name, int longest) {
        return find(name).map(value -> checked(name, value, longest));
    }

    private static String checked(String name, JsonNode value, int longest) {
        String text = value.textValue();
        if (text == null) {
            throw wrong(name, "is not text");
        }
        if (text.length() > longest) {
            throw wrong(name, "is longer than " + longest + " characters");
        }
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw wrong(name, "has control characters in it");
        }
        return text;
    }

    /** Texts, each bounded as {@link #optionalText}; none if it is not there. */
    public List<String> texts(String name, int most, int longest) {
        return find(name)
                .map(list -> {
                    if (!list.isArray() || list.size() > most) {
                        throw wrong(name, "is not a list of at most " + most + " texts");
                    }
                    return StreamSupport.stream(list.spliterator(), false)
                            .map(element -> checked(name, element, longest))
                            .toList();
                })
                .orElse(List.of());
    }

    /** What nobody else may see, such as a passphrase; the caller overwrites it after use. */
    public char[] secret(String name) {
        return text(name, LONGEST_SECRET).toCharArray();
    }

    /** Yes or no. */
    public boolean flag(String name, boolean unset) {
        return find(name)
                .map(value -> {
                    String word = value.asText();
                    if ((typed && !value.isBoolean()) || !(word.equals("true") || word.equals("false"))) {
                        throw wrong(name, "is neither true nor false");
                    }
                    return word.equals("true");
                })
                .orElse(unset);
    }

    /** A whole number. */
    public long number(String name, long unset, long least, long most) {
        return find(name)
                .map(value -> {
                    String digits = value.asText();
                    boolean number = (value.isIntegralNumber() || !typed) && digits.matches("-?[0-9]{1,18}");
                    if (!number || Long.parseLong(digits) < least || Long.parseLong(digits) > most) {
                        throw wrong(name, "is not a whole number from " + least + " to " + most);
                    }
                    return Long.parseLong(digits);
                })
                .orElse(unset);
    }

    /** A version that may be there. */
    public Optional<Version> version(String name) {
        return optionalText(name, 128).map(text -> {
            try {
                return Version.parse(text);
            } catch (IllegalArgumentException e) {
                throw wrong(name, "is not a version like 1.2.3");
            }
        });
    }

    /** A time that may be there. */
    public Optional<Instant> instant(String name) {
        return optionalText(name, 64).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException e) {
                throw wrong(name, "is not a time like 2026-11-22T10:00:00Z");
            }
        });
    }

    private Optional<JsonNode> find(String name) {
        known.add(name);
        return Optional.ofNullable(values.get(name)).filter(value -> !value.isNull());
    }

    private static CallException wrong(String name, String what) {
        return CallException.malformed("\"" + name + "\" " + what);
    }

    private static String shown(String name) {
        String harmless = name.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= 40 ? harmless : harmless.substring(0, 40) + "...";
    }
}
