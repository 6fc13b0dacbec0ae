package dev.lockstep.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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
        file = StateFile.of(folder.resolve("state.json"), State.class, 1 << 20);
    }

    @Test
    @DisplayName(
            "LS-178: whoever reads a file while another writes it writes no copy in between: the copy is never older, and"
                    + " never in two hands")
    void readersAndWritersTakeTurns() throws Exception {
        StateFile<Counted> file =
                StateFile.of(folder.resolve("state.json"), Counted.class, 4096).twice();
        file.write(new Counted(0));
        List<String> told = new CopyOnWriteArrayList<>();
        Handler listener = new Handler() {
            @Override
            public void publish(LogRecord said) {
                told.add(said.getMessage());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger log = Logger.getLogger(StateFile.class.getName());
        log.addHandler(listener);
        ExecutorService readers = Executors.newFixedThreadPool(2);
        AtomicBoolean written = new AtomicBoolean();
        try {
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                reading.add(readers.submit(() -> {
                    while (!written.get()) {
                        assertThat(file.read()).isPresent();
                    }
                }));
            }
            for (int i = 1; i <= 60; i++) {
                file.write(new Counted(i));
                assertThat(folder.resolve("state.json.copy")).hasSameBinaryContentAs(folder.resolve("state.json"));
            }
            written.set(true);
            for (Future<?> each : reading) {
                each.get();
            }
        } finally {
            written.set(true);
            readers.shutdownNow();
            log.removeHandler(listener);
        }
        assertThat(told).isEmpty();
    }

    private record Counted(int count) {}

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
    void a_file_has_the_number_of_its_format_and_without_one_it_has_the_first() throws IOException {
        file.write(FULL);
        assertThat(StrictJson.parse(Files.readAllBytes(file.path())).get("format"))
                .hasToString("1");
        assertThat(StrictJson.parse(StateJson.write(FULL)).get("format")).hasToString("1");
        Files.write(file.path(), bytes(tree()));
        assertThat(file.read()).contains(FULL);
        file.inFormat(3).write(FULL);
        assertThat(StrictJson.parse(Files.readAllBytes(file.path())).get("format"))
                .hasToString("3");
    }

    @Test
    void where_the_members_are_names_that_people_gave_no_number_stands_among_them() throws IOException {
        StateFile<Names> names = StateFile.of(folder.resolve("names.json"), Names.class, 1 << 20);
        names.write(new Names(new TreeMap<>(Map.of("one", "1"))));
        assertThat(StrictJson.parse(Files.readAllBytes(names.path()))).hasToString("{\"one\":\"1\"}");
        assertThat(names.read().orElseThrow().all()).containsExactly(Map.entry("one", "1"));
    }

    @Test
    void whatever_is_missing_null_or_of_another_type_is_set_aside() throws IOException {
        List<byte[]> damages = new ArrayList<>();
        damage(tree(), "", damages);
        assertThat(damages).hasSizeGreaterThan(150);
        for (byte[] damage : damages) {
            assertSetAside(damage);
        }
    }

    @Test
    void what_is_cut_off_doubled_or_followed_by_something_is_set_aside() throws IOException {
        byte[] whole = bytes(tree());
        String text = new String(whole, StandardCharsets.UTF_8);
        for (int length = 0; length < whole.length; length++) {
            assertSetAside(text.substring(0, length).getBytes(StandardCharsets.UTF_8));
        }
        assertSetAside((text + "{}").getBytes(StandardCharsets.UTF_8));
        assertSetAside((text + "x").getBytes(StandardCharsets.UTF_8));
        assertSetAside(
                text.replaceFirst("\"count\":7", "\"count\":7,\"count\":7").getBytes(StandardCharsets.UTF_8));
        assertSetAside(text.getBytes(StandardCharsets.UTF_16));
    }

    private void assertSetAside(byte[] damage) throws IOException {
        Files.write(file.path(), damage);
        assertThat(file.read()).as(new String(damage, StandardCharsets.UTF_8)).isEmpty();
        assertThat(file.path()).doesNotExist();
        assertThat(folder.resolve("state.json.damaged")).hasBinaryContent(damage);
    }

    /** What can become of a file: nothing in it, cut in half, garbage, another document, of a later version, too long, a folder. */
    private static Stream<Damage> damages() {
        return Stream.of(
                new Damage("empty", file -> Files.write(file, new byte[0])),
                new Damage("zeros", file -> Files.write(file, new byte[(int) Files.size(file)])),
                new Damage("half", file -> {
                    byte[] whole = Files.readAllBytes(file);
                    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
                }),
                new Damage("garbage", file -> Files.write(file, new byte[] {(byte) 0xff, (byte) 0xfe, 7, '{', '"'})),
                new Damage("another document", file -> Files.writeString(file, "[]")),
                new Damage(
                        "of a later version",
                        file -> Files.writeString(
                                file, Files.readString(file).replaceFirst("\"format\"\\s*:\\s*1", "\"format\": 2"))),
                new Damage("of a later version, in another form", file -> Files.writeString(file, "{\"format\": 9}")),
                new Damage("too long", file -> Files.write(file, new byte[(1 << 20) + 1])),
                new Damage("a folder", file -> {
                    Files.delete(file);
                    Files.createDirectories(file.resolve("inside"));
                }));
    }

    @ParameterizedTest
    @MethodSource("damages")
    @DisplayName("LS-176: A file that is kept twice is replaced by its copy, whatever became of it")
    void replaced_by_its_copy(Damage damage) throws IOException {
        StateFile<State> twice = file.twice().notWithout("state.loss.reached");
        twice.write(FULL);
        damage.to(twice.path());
        assertThat(twice.read()).contains(FULL);
        assertThat(file.read()).contains(FULL);
        assertThat(SetAside.below(folder)).containsExactly(folder.resolve("state.json.damaged"));
        assertThat(SetAside.sentence(folder.resolve("state.json.damaged")).toString())
                .isEqualTo("The file " + file.path()
                        + " was damaged. It was made anew or replaced by its copy; what was found"
                        + " is kept as " + file.path()
                        + ".damaged. Check the disk, and delete that file when nobody needs it any"
                        + " more.");
    }

    @ParameterizedTest
    @MethodSource("damages")
    @DisplayName(
            "LS-176: A file that cannot be done without is refused by name if its copy is damaged, too; nothing is changed")
    void refused_by_name(Damage damage) throws IOException {
        StateFile<State> twice = file.twice().notWithout("state.loss.servers");
        twice.write(FULL);
        damage.to(twice.path());
        damage.to(folder.resolve("state.json.copy"));
        assertThatThrownBy(twice::read)
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().code()).isEqualTo(ProblemCode.STATE_DAMAGED))
                .hasMessageStartingWith("The file " + twice.path() + " of this computer is damaged (")
                .hasMessageEndingWith(
                        "and there is no copy that can be used. Nothing was changed. Put it back from a backup of"
                                + " this computer. If there is none, rename it: then this computer trusts no server any more; join it"
                                + " again with lockstep:join.");
        assertThat(SetAside.below(folder)).isEmpty();
        Files.move(twice.path(), folder.resolve("elsewhere"));
        assertThat(twice.read()).isEmpty();
        twice.write(FULL);
        assertThat(twice.read()).contains(FULL);
    }

    @ParameterizedTest
    @MethodSource("damages")
    @DisplayName("LS-176: A file whose contents come again is set aside and made anew, whatever became of it")
    void made_anew(Damage damage) throws IOException {
        file.write(FULL);
        damage.to(file.path());
        assertThat(file.read()).isEmpty();
        assertThat(SetAside.below(folder)).containsExactly(folder.resolve("state.json.damaged"));
        file.write(FULL);
        assertThat(file.read()).contains(FULL);
    }

    @Test
    @DisplayName(
            "LS-176: A version that comes back goes on with the file of its own format, as it was before the later version")
    void a_version_that_comes_back() throws IOException {
        file.write(FULL);
        StateFile<Later> later = StateFile.of(file.path(), Later.class, 1 << 20).inFormat(2);
        later.write(new Later(2, "something else"));
        later.write(new Later(2, "and again"));
        assertThat(file.read()).contains(FULL);
    }

    @Test
    void a_copy_is_made_of_a_file_that_an_earlier_version_wrote_and_goes_with_it() throws IOException {
        file.write(FULL);
        assertThat(file.twice().read()).contains(FULL);
        assertThat(folder.resolve("state.json.copy")).hasSameBinaryContentAs(file.path());
        file.twice().delete();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void contents_that_make_no_sense_are_damaged_contents() throws IOException {
        file.write(FULL);
        StateFile<State> even = file.checked(state -> {
            if (state.count() % 2 != 0) {
                throw new IllegalArgumentException("the count is odd");
            }
        });
        assertThat(even.read()).isEmpty();
        assertThat(folder.resolve("state.json.damaged")).exists();
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
        return ((ObjectNode) StrictJson.parse(StateJson.write(FULL))).without("format");
    }

    private static byte[] bytes(JsonNode tree) {
        return tree.toString().getBytes(StandardCharsets.UTF_8);
    }

    private record Later(int format, String text) {}

    private record Names(@JsonValue SortedMap<String, String> all) {
        @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
        private Names {}
    }

    private record Damage(String name, Doing doing) {
        void to(Path file) throws IOException {
            doing.to(file);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    @FunctionalInterface
    private interface Doing {
        void to(Path file) throws IOException;
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
