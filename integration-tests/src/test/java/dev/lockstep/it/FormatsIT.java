package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.json.StrictJson;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a node keeps is read by the version before and by the one after it (ADR 38): {@code formats.txt} has the forms as the version
 * before had them, {@code version-before/forms} an example of each in which nothing is left out.
 */
class FormatsIT {
    @TempDir
    private Path folder;

    static List<Form> forms() throws IOException {
        return Form.listed();
    }

    @Test
    void everyFormStandsInTheList() throws IOException {
        assertThat(forms()).extracting(Form::name).containsExactlyElementsOf(Form.compiled(OurClasses.read()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("A form grows only by members that need not be there; anything else takes a higher number")
    void growsByWhatNeedNotBeThere(Form form) throws Exception {
        FormShape now = FormShape.of(form.type());
        assertThat(now.breaks(form.shape()))
                .as("the version before and this one would not read each other's files: StateFile.inFormat")
                .isEmpty();
        assertThat(now.lines())
                .as("what was added stands in formats.txt, so that it stays")
                .isEqualTo(form.shape().lines());
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("What the version before wrote is read as it was meant, and written in a way that it reads again")
    void readAndWrittenAsBefore(Form form) throws Exception {
        byte[] before = example(form);
        Object read = StateJson.read(before, form.type());
        assertThat(StrictJson.parse(StateJson.write(read))).isEqualTo(StrictJson.parse(before));
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("A file without the number of its format has the first")
    void withoutANumberItHasTheFirst(Form form) throws Exception {
        ObjectNode without = (ObjectNode) StrictJson.parse(example(form));
        // These forms had one from their beginning, and insist on it.
        if (!form.shape().members().containsKey("format")) {
            without.remove("format");
        }
        assertThat(StateJson.read(bytes(without), form.type())).isEqualTo(StateJson.read(example(form), form.type()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("What only the version after knows is passed over, at whatever depth")
    void passesOverWhatIsNew(Form form) throws Exception {
        JsonNode later = StrictJson.parse(example(form));
        assertThat(grown(later, "", form.shape())).isEqualTo(!isMap(form.shape()));
        assertThat(StateJson.read(bytes(later), form.type())).isEqualTo(StateJson.read(example(form), form.type()));
    }

    @ParameterizedTest
    @MethodSource("forms")
    @DisplayName("LS-176: What has a higher number is not read by guessing; it is set aside")
    void higherNumbersAreNotRead(Form form) throws Exception {
        JsonNode later = StrictJson.parse(example(form));
        if (isMap(form.shape())) {
            later = StrictJson.parse("{\"members\":{}}".getBytes(StandardCharsets.UTF_8));
        }
        ((ObjectNode) later).put("format", 2);
        Path file = Files.write(folder.resolve("file.json"), bytes(later));
        assertThat(StateFile.of(file, form.type(), 1 << 20).read()).isEmpty();
        assertThat(folder.resolve("file.json.damaged")).exists();
        assertThat(file).doesNotExist();
    }

    @Test
    void theRuleSaysWhatBreaks() {
        FormShape before = shape("a text", "b? text", "kind ONE|TWO", "list[].x number");
        assertThat(shape(
                                "a text",
                                "b? text",
                                "kind ONE|TWO",
                                "list[].x number",
                                "c? text",
                                "d?.e text",
                                "list[].y? text")
                        .breaks(before))
                .isEmpty();
        assertThat(shape("b? text", "kind ONE|TWO", "list[].x number").breaks(before))
                .containsExactly("a is gone: the version before needs it");
        assertThat(shape("a number", "b? text", "kind ONE|THREE|TWO", "list[].x number")
                        .breaks(before))
                .containsExactly("a was text and is number", "kind was ONE|TWO and is ONE|THREE|TWO");
        assertThat(shape("a? text", "b text", "kind ONE|TWO", "list[].x number", "list[].z text")
                        .breaks(before))
                .hasSize(4)
                .anyMatch(said -> said.startsWith("list[].z is new and has to be there"));
    }

    private static FormShape shape(String... lines) {
        return FormShape.parse(List.of(lines));
    }

    /** Adds a member of a later version to every object whose members are no names that somebody gave. */
    private static boolean grown(JsonNode at, String path, FormShape shape) {
        boolean grown = false;
        for (Map.Entry<String, JsonNode> member : List.copyOf(at.properties())) {
            boolean named = shape.members().keySet().stream().anyMatch(known -> known.startsWith(path + "{}"));
            grown |= grown(member.getValue(), path(path, member.getKey(), named, shape), shape);
        }
        for (JsonNode element : at.isArray() ? at : List.<JsonNode>of()) {
            grown |= grown(element, path + "[]", shape);
        }
        boolean fixed = shape.members().keySet().stream()
                .anyMatch(known -> path.isEmpty() ? !known.startsWith("{}") : known.startsWith(path + "."));
        if (at instanceof ObjectNode object && fixed) {
            object.putObject("later").putArray("more").add(1);
            grown = true;
        }
        return grown;
    }

    private static String path(String path, String name, boolean named, FormShape shape) {
        if (named) {
            return path + "{}";
        }
        String plain = path.isEmpty() ? name : path + "." + name;
        return shape.members().keySet().stream().anyMatch(known -> known.startsWith(plain + "?")) ? plain + "?" : plain;
    }

    private static boolean isMap(FormShape shape) {
        return shape.members().keySet().stream().allMatch(path -> path.startsWith("{}"));
    }

    private static byte[] example(Form form) throws IOException {
        try (InputStream example = FormatsIT.class.getResourceAsStream(form.example())) {
            assertThat(example).as("an example: %s", form.example()).isNotNull();
            return example.readAllBytes();
        }
    }

    private static byte[] bytes(JsonNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Writes the list, the examples and the messages anew, as they are in this version: {@code java -cp ... dev.lockstep.it.FormatsIT <folder>},
     * when a version is released and the next one begins.
     */
    public static void main(String[] arguments) throws Exception {
        Path to = Path.of(arguments[0]);
        Map<String, String> examples = new TreeMap<>();
        StringBuilder list = new StringBuilder(String.join("\n", HEADING) + "\n");
        for (String name : Form.compiled(OurClasses.read())) {
            Form form = new Form(name, new FormShape(new TreeMap<>()));
            FormShape shape = FormShape.of(form.type());
            list.append('\n').append(name).append('\n');
            shape.lines().forEach(line -> list.append(line).append('\n'));
            Object value = StateJson.read(bytes(Example.of(shape)), form.type());
            examples.put(form.example(), new String(StateJson.write(value), StandardCharsets.UTF_8));
        }
        Files.createDirectories(to.resolve("version-before/forms"));
        RecordedMessages.record(to.resolve("version-before/messages"));
        Files.writeString(to.resolve("formats.txt"), list);
        for (Map.Entry<String, String> example : examples.entrySet()) {
            Files.writeString(to.resolve(example.getKey()), example.getValue() + "\n");
        }
    }

    private static final List<String> HEADING = List.of(
            "# The forms of the files in which a node remembers something, without \"dev.lockstep.\", as the version before had them:",
            "# a[] is a list, a{} has members whose names somebody gave, a? need not be there. FormatsIT reads the compiled classes and",
            "# fails where the version before and this one would not read each other's files (docs/adr/0038). What need not be there may",
            "# be added; write it down here then, for from then on it may not change either.");
}
