package dev.lockstep.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    private static final State FULL = new State(
            "a text",
            7,
            1L << 40,
            true,
            Instant.parse("2026-11-22T10:00:00Z"),
            Version.parse("1.2.3-rc.1+b"),
            new Digest("ab".repeat(32)),
            new Fingerprint("cd".repeat(32)),
            Kind.SECOND,
            Optional.of(Version.parse("1.0.0")),
            Optional.of(9L),
            List.of(new Part("one", Optional.of("x")), new Part("two", Optional.empty())),
            new TreeMap<>(Map.of("b", Version.parse("2.0.0"))),
            new TreeSet<>(List.of(3L, 4L)),
            Optional.of(Problem.of(ProblemCode.INTERNAL, Map.of("reason", "none"))));

    @TempDir
    private Path folder;

    private StateFile<State> file;

    @BeforeEach
    void one_file() {
        file = new StateFile<>(folder.resolve("state.json"), State.class, 1 << 20);
    }

    @Test
    void what_was_written_is_read_back() throws IOException {
        assertThat(file.read()).isEmpty();
        file.write(FULL);
        assertThat(file.read()).contains(FULL);
        assertThat(StateJson.read(StateJson.write(FULL), State.class)).isEqualTo(FULL);
    }

    @Test
    void what_need_not_be_there_is_not_written() throws IOException {
        State least = new State(
                "",
                0,
                0,
                false,
                FULL.at(),
                FULL.version(),
                FULL.digest(),
                FULL.fingerprint(),
                Kind.FIRST,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                new TreeMap<>(),
                new TreeSet<>(),
                Optional.empty());
        file.write(least);
        assertThat(file.read()).contains(least);
        assertThat(Files.readString(file.path())).doesNotContain("before").contains("\"parts\": [ ]");
    }

    @Test
    void a_member_of_a_later_version_is_passed_over() throws IOException {
        ObjectNode later = tree().put("later", 1);
        Files.write(file.path(), bytes(later));
        assertThat(file.read()).contains(FULL);
    }

    @Test
    void whatever_is_missing_null_or_of_another_type_is_refused_and_the_file_named() throws IOException {
        List<byte[]> damages = new ArrayList<>();
        damage(tree(), "", damages);
        assertThat(damages).hasSizeGreaterThan(150);
        for (byte[] damage : damages) {
            assertRefused(damage);
        }
    }

    @Test
    void what_is_cut_off_doubled_or_followed_by_something_is_refused() throws IOException {
        byte[] whole = bytes(tree());
        String text = new String(whole, StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertRefused(text.substring(0, length).getBytes(StandardCharsets.UTF_8));
        }
        assertRefused((text + "{}").getBytes(StandardCharsets.UTF_8));
        assertRefused((text + "x").getBytes(StandardCharsets.UTF_8));
        assertRefused(
                text.replaceFirst("\"count\":7", "\"count\":7,\"count\":7").getBytes(StandardCharsets.UTF_8));
        assertRefused(text.getBytes(StandardCharsets.UTF_16));
    }

    private void assertRefused(byte[] damage) throws IOException {
        Files.write(file.path(), damage);
        assertThatThrownBy(file::read)
                .as(new String(damage, StandardCharsets.UTF_8))
                .isInstanceOf(StateFile.DamagedException.class)
                .hasMessageStartingWith(file.path() + " is damaged: ");
    }

    /** The document with each member, and each element, missing, {@code null} and of every other type in turn. */
    private static void damage(JsonNode at, String path, List<byte[]> damages) {
        List<String> names = new ArrayList<>();
        at.fieldNames().forEachRemaining(names::add);
        for (int i = 0; i < (at.isObject() ? names.size() : at.size()); i++) {
            String place = path + "/" + (at.isObject() ? names.get(i) : i);
            JsonNode value = tree().at(place);
            damages.add(with(place, Optional.of(JsonNodeFactory.instance.nullNode())));
            for (JsonNode other : others(value)) {
                damages.add(with(place, Optional.of(other)));
            }
            if (at.isObject()
                    && !place.matches("/(before|serial|problem|parts/0/note|versions/b|problem/facts/reason)")) {
                damages.add(with(place, Optional.empty()));
            }
            damage(value, place, damages);
        }
    }

    private static List<JsonNode> others(JsonNode value) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        List<JsonNode> others = new ArrayList<>(List.of(
                nodes.textNode("7"),
                nodes.textNode(""),
                nodes.numberNode(1),
                nodes.booleanNode(true),
                nodes.arrayNode().add("a"),
                nodes.objectNode().put("a", "a")));
        others.removeIf(other -> other.getNodeType() == value.getNodeType());
        return others;
    }

    private static byte[] with(String place, Optional<JsonNode> value) {
        ObjectNode tree = tree();
        int last = place.lastIndexOf('/');
        ContainerNode<?> parent = (ContainerNode<?>) tree.at(place.substring(0, last));
        String name = place.substring(last + 1);
        if (parent instanceof ArrayNode list) {
            list.set(Integer.parseInt(name), value.orElseThrow());
        } else if (parent instanceof ObjectNode object) {
            value.ifPresentOrElse(other -> object.set(name, other), () -> object.remove(name));
        }
        return bytes(tree);
    }

    private static ObjectNode tree() {
        return (ObjectNode) StrictJson.parse(StateJson.write(FULL));
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private enum Kind {
        FIRST,
        SECOND
    }

    private record Part(String name, Optional<String> note) {}

    /** Every type that a file of ours has. */
    private record State(
            String text,
            int count,
            long length,
            boolean flag,
            Instant at,
            Version version,
            Digest digest,
            Fingerprint fingerprint,
            Kind kind,
            Optional<Version> before,
            Optional<Long> serial,
            List<Part> parts,
            SortedMap<String, Version> versions,
            SortedSet<Long> numbers,
            Optional<Problem> problem) {}
}
