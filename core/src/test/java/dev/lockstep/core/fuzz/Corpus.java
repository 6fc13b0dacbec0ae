package dev.lockstep.core.fuzz;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Good and hostile inputs, {@code src/test/resources/fuzz/<name>/}, and what becomes of them when they are damaged.
 *
 * <p>An input that once was not handled as it has to be is put there, so that it is tried first for ever.
 */
public final class Corpus {
    /** What parsers have stumbled over. */
    private static final List<byte[]> PIECES = Stream.of(
                    "",
                    "\"",
                    "{",
                    "}",
                    "[",
                    "]",
                    ",",
                    ":",
                    "null",
                    "-0",
                    "1e999",
                    "0.1",
                    "9223372036854775808",
                    "9".repeat(2000),
                    "[".repeat(100),
                    "{\"a\":".repeat(100),
                    "\\ud800",
                    "\\u0000",
                    "\u0000",
                    "../",
                    "..\\",
                    "\r\n",
                    "\n ",
                    "&b;",
                    "]]>",
                    "<!--",
                    "*".repeat(60),
                    "(".repeat(300),
                    "\"x\":1,\"x\":2,")
            .map(text -> text.getBytes(StandardCharsets.UTF_8))
            .toList();

    private final List<byte[]> inputs;

    private Corpus(List<byte[]> inputs) {
        this.inputs = inputs;
    }

    public static Corpus of(String name) {
        try {
            Path folder = Path.of(Corpus.class.getResource("/fuzz/" + name).toURI());
            try (Stream<Path> files = Files.list(folder)) {
                return new Corpus(files.sorted().map(Corpus::read).toList());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Everything as it is. */
    public List<Input> inputs() {
        return inputs.stream().map(Input::new).toList();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One piece of damage: what is done, where (a fraction of the length), and with what. */
    private record Damage(int kind, double place, int value) {
        byte[] apply(byte[] input) {
            int at = (int) (place * input.length);
            byte[] piece = PIECES.get(value % PIECES.size());
            return switch (kind) {
                case 0 -> splice(input, at, Math.min(1, input.length - at), new byte[] {(byte) value});
                case 1 -> splice(input, at, 0, piece);
                case 2 -> splice(input, at, Math.min(piece.length, input.length - at), piece);
                case 3 -> splice(input, at, Math.min(value % 40, input.length - at), new byte[0]);
                case 4 -> Arrays.copyOf(input, at);
                // A part of it once more, for members and elements that stand twice.
                default -> splice(input, at, 0, Arrays.copyOfRange(input, at, Math.min(input.length, at + value)));
            };
        }

        private static byte[] splice(byte[] input, int at, int removed, byte[] inserted) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(input, 0, at);
            out.write(inserted, 0, inserted.length);
            out.write(input, at + removed, input.length - at - removed);
            return out.toByteArray();
        }
    }

    /** Inputs of the corpus with up to five pieces of damage, and now and then nothing but noise. */
    public Arbitrary<Input> damaged() {
        Arbitrary<Damage> damage = Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.doubles().between(0, 1),
                        Arbitraries.integers().between(0, 255))
                .as(Damage::new);
        Arbitrary<byte[]> mutated = Combinators.combine(
                        Arbitraries.of(inputs), damage.list().ofMaxSize(5))
                .as((input, damages) -> {
                    byte[] result = input;
                    for (Damage one : damages) {
                        result = one.apply(result);
                    }
                    return result;
                });
        Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(200);
        return Arbitraries.frequencyOf(Tuple.of(30, mutated), Tuple.of(1, noise))
                .map(Input::new);
    }
}
