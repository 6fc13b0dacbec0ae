package dev.lockstep.admin.internal.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What a request says by name: the members of its JSON, or the parameters of its query. All are bounded, and one that nobody asked
 * for is refused: a {@code "simulat":true} that is ignored would do in earnest what was to be tried. Not thread-safe.
 */
public final class Fields {
    private static final int LONGEST_SECRET = 1024;

    private final JsonMembers values;
    private final boolean typed;
    private final Set<String> known = new TreeSet<>();

    private Fields(JsonMembers values, boolean typed) {
        this.values = values;
        this.typed = typed;
    }

    /** Those of a body. */
    static Fields ofJson(byte[] body) {
        try {
            JsonNode json = body.length == 0 ? JsonNodeFactory.instance.objectNode() : StrictJson.parse(body);
            if (json.isObject()) {
                return new Fields(JsonMembers.of(json, ""), true);
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
        return new Fields(JsonMembers.of(values, ""), false);
    }

    /** Reads all of them, and refuses any that are left over. */
    <T> T read(Function<Fields, T> reader) {
        T result;
        try {
            result = reader.apply(this);
        } catch (JsonFormatException e) {
            throw CallException.malformed(e.getMessage());
        }
        values.object().fieldNames().forEachRemaining(name -> {
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
        return CallException.malformed("\"" + name + "\" is missing");
    }

    /** A text that may be there. */
    public Optional<String> optionalText(String name, int longest) {
        return find(name).map(members -> printable(name, members.text(name, longest)));
    }

    private String printable(String name, String text) {
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw values.wrong(name, "has control characters in it");
        }
        return text;
    }

    /** Texts, each bounded as {@link #optionalText}; none if it is not there. */
    public List<String> texts(String name, int most, int longest) {
        return find(name)
                .map(members -> {
                    members.requireAtMost(most, name);
                    return members.texts(name, text -> {
                        if (text.length() > longest) {
                            throw values.wrong(name, "has a text of more than " + longest + " characters");
                        }
                        return printable(name, text);
                    });
                })
                .orElse(List.of());
    }

    /** What nobody else may see, such as a passphrase; the caller overwrites it after use. */
    public char[] secret(String name) {
        return text(name, LONGEST_SECRET).toCharArray();
    }

    /** Yes or no. */
    public boolean flag(String name, boolean unset) {
        return find(name).map(members -> typed(name).flag(name)).orElse(unset);
    }

    /** A whole number. */
    public long number(String name, long unset, long least, long most) {
        return find(name).map(members -> typed(name).number(name, least, most)).orElse(unset);
    }

    /** A parameter of a query as the number, or as the yes or no, that its text spells. */
    private JsonMembers typed(String name) {
        String text = values.node(name).asText();
        if (typed || !text.matches("true|false|-?[0-9]{1,18}")) {
            return values;
        }
        ObjectNode value = JsonNodeFactory.instance.objectNode();
        return JsonMembers.of(
                text.matches("true|false")
                        ? value.put(name, text.equals("true"))
                        : value.put(name, Long.parseLong(text)),
                "");
    }

    /** A version that may be there. */
    public Optional<Version> version(String name) {
        return optionalText(name, 128).map(text -> {
            try {
                return Version.parse(text);
            } catch (IllegalArgumentException e) {
                throw values.wrong(name, "is not a version like 1.2.3");
            }
        });
    }

    /** A time that may be there. */
    public Optional<Instant> instant(String name) {
        return find(name).map(members -> members.instant(name));
    }

    private Optional<JsonMembers> find(String name) {
        known.add(name);
        return values.has(name) && !values.node(name).isNull() ? Optional.of(values) : Optional.empty();
    }

    private static String shown(String name) {
        String harmless = name.replaceAll("\\p{Cntrl}", "?");
        return harmless.length() <= 40 ? harmless : harmless.substring(0, 40) + "...";
    }
}
