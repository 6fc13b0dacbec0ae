package dev.lockstep.http;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** An object of an answer while it is put together. What is not known is left out. Not thread-safe. */
public final class Json {
    private final ObjectNode node = JsonNodeFactory.instance.objectNode();

    /** An object with nothing in it yet. */
    public static Json object() {
        return new Json();
    }

    /** A problem: its code, what its text names, and the text. */
    public static Json of(Problem problem, Locale language) {
        return object().put("problem", problem.code().code())
                .put("facts", problem.facts())
                .put("text", problem.text(language));
    }

    public Json put(String name, String text) {
        node.put(name, text);
        return this;
    }

    public Json put(String name, long number) {
        node.put(name, number);
        return this;
    }

    public Json put(String name, boolean flag) {
        node.put(name, flag);
        return this;
    }

    /** The text of a value, if there is one. */
    public Json put(String name, Optional<?> value) {
        value.ifPresent(found -> node.put(name, found.toString()));
        return this;
    }

    /** An object within this one. */
    public Json put(String name, Json object) {
        node.set(name, object.node);
        return this;
    }

    /** The texts of values by their names. */
    public Json put(String name, Map<String, ?> values) {
        ObjectNode object = node.putObject(name);
        values.forEach((key, value) -> object.put(key, value.toString()));
        return this;
    }

    /** The texts of values. */
    public Json put(String name, Collection<?> values) {
        ArrayNode list = node.putArray(name);
        values.forEach(value -> list.add(value.toString()));
        return this;
    }

    /** Sentences in a language. */
    public Json sentences(String name, Collection<Sentence> sentences, Locale language) {
        return put(
                name,
                sentences.stream().map(sentence -> sentence.text(language)).toList());
    }

    /** A list of objects. */
    public Json put(String name, Stream<Json> objects) {
        ArrayNode list = node.putArray(name);
        objects.forEach(object -> list.add(object.node));
        return this;
    }

    /** A problem, if there is one. */
    public Json problem(String name, Optional<Problem> problem, Locale language) {
        problem.ifPresent(found -> put(name, of(found, language)));
        return this;
    }

    /** All that is in another object. */
    public Json add(Json other) {
        node.setAll(other.node);
        return this;
    }

    /** The object as it is sent, in UTF-8. */
    public byte[] bytes() {
        return node.toString().getBytes(StandardCharsets.UTF_8);
    }
}
