package dev.lockstep.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.release.ReleaseJson;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Descriptions of releases and modules, and the messages between computers, are refused as declared or read as they were written. */
class FormsFuzzTest {
    private static final int FACTOR = 400;

    @Provide
    Arbitrary<Input> releases() {
        return Corpus.of("release").damaged();
    }

    @Provide
    Arbitrary<Input> messages() {
        return Corpus.of("message").damaged();
    }

    @Example
    void every_description_in_the_corpus() {
        for (Input input : Corpus.of("release").inputs()) {
            releases_trees_and_modules(input);
        }
    }

    @Example
    void every_message_in_the_corpus() {
        for (Input input : Corpus.of("message").inputs()) {
            messages_between_computers(input);
        }
    }

    @Property
    void releases_trees_and_modules(@ForAll("releases") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, 5 * FACTOR, () -> {
            rereads(input, ReleaseJson::readRelease, ReleaseJson::write);
            rereads(input, ReleaseJson::readTree, ReleaseJson::write);
            rereads(input, ReleaseJson::readModule, ReleaseJson::write);
        });
    }

    private static <T> void rereads(byte[] input, Function<byte[], T> reader, Function<T, byte[]> writer) {
        T read;
        try {
            read = reader.apply(input);
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            assertThat(refused).as("a sentence, not a parser's accident").isNotInstanceOf(NumberFormatException.class);
            return;
        }
        assertThat(reader.apply(writer.apply(read))).isEqualTo(read);
    }

    @Property
    void messages_between_computers(@ForAll("messages") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, 8 * FACTOR, () -> {
            answers(input, NodeJson::readReport, NodeJson::writeReport);
            answers(input, ReportMessage::read, ReportMessage::write);
            answers(input, NodeJson::readNode, NodeJson::writeNode);
            answers(input, NodeJson::readProblem, problem -> NodeJson.writeProblem(problem, Locale.ENGLISH));
        });
    }

    /** Reads one kind of message. */
    private interface Reader<T> {
        T read(byte[] json) throws MalformedMessageException;
    }

    private static <T> void answers(byte[] input, Reader<T> reader, Function<T, byte[]> writer) {
        T read;
        try {
            read = reader.read(input);
        } catch (MalformedMessageException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        try {
            assertThat(reader.read(writer.apply(read))).isEqualTo(read);
        } catch (MalformedMessageException e) {
            throw new AssertionError("what was written is not read", e);
        }
    }

    @Property(tries = 20)
    void what_is_longer_than_its_limit_is_refused_unread(@ForAll("messages") Input sent) {
        byte[] start = sent.bytes();
        byte[] endless = Arrays.copyOf(start, NodeJson.MAXIMUM_REPORT_BYTES + 1);
        Memory.bounded(new byte[0], 0, () -> {
            for (Reader<?> reader : List.<Reader<?>>of(
                    NodeJson::readReport, ReportMessage::read, NodeJson::readNode, NodeJson::readProblem)) {
                try {
                    reader.read(endless);
                    throw new AssertionError("it is too long");
                } catch (MalformedMessageException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                }
            }
        });
    }
}
