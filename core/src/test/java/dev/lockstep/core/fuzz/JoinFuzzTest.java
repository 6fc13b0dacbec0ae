package dev.lockstep.core.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.util.Base64;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What a computer sends to be admitted, and what a person pastes there, is refused as declared or read as it was written. */
class JoinFuzzTest {
    private static final int FACTOR = 400;

    @Provide
    Arbitrary<Input> tokens() {
        return Corpus.of("token").damaged();
    }

    @Provide
    Arbitrary<Input> enrolments() {
        return Corpus.of("enrolment").damaged();
    }

    @Example
    void every_token_and_enrolment_in_the_corpus() {
        for (Input input : Corpus.of("token").inputs()) {
            tokens_whose_check_digits_are_right(input);
            assertThat(JoinToken.parse(sealed(input.bytes())).expires()).isNotNull();
        }
        for (Input input : Corpus.of("enrolment").inputs()) {
            enrolments_and_their_answers(input);
        }
    }

    /** Without them hardly a damaged token would get further than to its check digits. */
    @Property
    void tokens_whose_check_digits_are_right(@ForAll("tokens") Input sent) {
        Memory.bounded(sent.bytes(), FACTOR, () -> rereads(sealed(sent.bytes())));
    }

    @Property
    void tokens_of_any_text(@ForAll("tokens") Input sent) {
        Memory.bounded(sent.bytes(), FACTOR, () -> rereads(new String(sent.bytes(), UTF_8)));
    }

    @Property
    void enrolments_and_their_answers(@ForAll("enrolments") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, FACTOR, () -> {
            try {
                byte[] written = Enrolment.read(input).toJson();
                assertThat(Enrolment.read(written).toJson()).isEqualTo(written);
            } catch (MalformedMessageException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
            try {
                assertThat(Enrolment.isAdmitted(input))
                        .isEqualTo(StrictJson.parse(input).path("admitted").booleanValue());
            } catch (MalformedMessageException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    private static String sealed(byte[] json) {
        String body = Base64.getUrlEncoder().withoutPadding().encodeToString(json);
        return "lsj1." + body + "." + Fingerprint.of(body.getBytes(UTF_8)).hex().substring(0, 8);
    }

    private static void rereads(String text) {
        try {
            JoinToken read = JoinToken.parse(text);
            assertThat(JoinToken.parse(read.text()).text()).isEqualTo(read.text());
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.TOKEN_MALFORMED);
            assertThat(refused.getMessage()).as("a good one may be a secret").doesNotContain("AAAAAAAA");
        }
    }
}
