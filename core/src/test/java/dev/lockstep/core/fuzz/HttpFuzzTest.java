package dev.lockstep.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.LoopbackServer;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever a server answers, a source gives the bytes that were asked for, or a problem that can be told to people. */
class HttpFuzzTest {
    private static final int LONGEST = 1000;
    private static final HttpLimits QUICK = new HttpLimits(
            Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(5), 1);
    private static final AtomicReference<byte[]> ANSWER = new AtomicReference<>();
    private static LoopbackServer server;
    private static Transport source;

    @BeforeContainer
    static void serve() throws IOException {
        server = new LoopbackServer(connection -> {
            if (connection.readHead().isPresent()) {
                connection.out.write(ANSWER.get());
                connection.out.flush();
            }
        });
        source = new Transports(QUICK, Optional.empty(), Optional.empty())
                .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", server.port()), false));
    }

    @AfterContainer
    static void stop() throws IOException {
        server.close();
    }

    @Provide
    Arbitrary<Input> answers() {
        return Corpus.of("http").damaged();
    }

    @Example
    void every_answer_in_the_corpus() {
        for (Input input : Corpus.of("http").inputs()) {
            whatever_a_server_answers(input);
            whatever_it_answers_to_a_range(input);
        }
    }

    @Property(tries = 150)
    void whatever_a_server_answers(@ForAll("answers") Input sent) {
        ANSWER.set(sent.bytes());
        try {
            Optional<byte[]> read = source.read("metadata/vendor/timestamp.json", LONGEST);
            read.ifPresent(bytes -> assertThat(bytes).hasSizeLessThanOrEqualTo(LONGEST));
        } catch (ProblemException refused) {
            assertThat(refused.problem().code().code()).startsWith("LS-");
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }

    @Property(tries = 150)
    void whatever_it_answers_to_a_range(@ForAll("answers") Input sent) {
        ANSWER.set(sent.bytes());
        try {
            Optional<Transport.Content> content = source.open("targets/sha256/aa/x", 3);
            if (content.isPresent()) {
                try (Transport.Content open = content.get()) {
                    assertThat(open.offset()).isIn(0L, 3L);
                    assertThat(open.body().readNBytes(LONGEST + 1)).hasSizeLessThanOrEqualTo(LONGEST);
                }
            }
        } catch (ProblemException refused) {
            assertThat(refused.problem().code().code()).startsWith("LS-");
        } catch (IOException cutOff) {
            assertThat(cutOff).isNotNull();
        }
    }
}
