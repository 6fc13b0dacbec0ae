package dev.lockstep.signing.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.site.SignedTime;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.signing.repository.Ed25519Signer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.ByteRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Questions for the time and answers to them that somebody altered: a question is refused or read, an answer tells no other time. */
class TimeFuzzTest {
    private static final Instant TIME = Instant.parse("2026-11-22T12:00:00Z");
    private static final SiteFingerprint SITE = SiteFingerprint.of(new byte[] {1});
    private static final TimeRequest QUESTION = new TimeRequest("0123456789abcdef".repeat(4), 3);
    private static final Ed25519Signer KEY = Ed25519Signer.generate();
    private static final Authority TIMESTAMP =
            new Authority("timestamp", new Role(Set.of(KEY.keyId()), 1), Map.of(KEY.keyId(), KEY.publicKey()));
    private static final byte[] ANSWER =
            CanonicalJson.encode(SignedStatement.sign(SignedTime.unsigned(QUESTION, SITE, TIME), KEY));

    @Property
    void an_altered_answer_is_refused_or_tells_the_same_time(
            @ForAll @IntRange(max = 2000) int at,
            @ForAll @IntRange(max = 3) int removed,
            @ForAll @Size(max = 3) List<@ByteRange(min = 32, max = 126) Byte> inserted) {
        try {
            assertThat(SignedTime.verified(altered(ANSWER, at, removed, inserted), QUESTION, SITE, TIMESTAMP))
                    .isEqualTo(TIME);
        } catch (TufException | IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
        }
    }

    @Property
    void an_altered_question_is_refused_or_reads_back_equal(
            @ForAll @IntRange(max = 200) int at,
            @ForAll @IntRange(max = 3) int removed,
            @ForAll @Size(max = 3) List<@ByteRange(min = 32, max = 126) Byte> inserted) {
        TimeRequest read;
        try {
            read = TimeRequest.read(altered(QUESTION.toJson(), at, removed, inserted));
        } catch (IllegalArgumentException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return;
        }
        assertThat(TimeRequest.read(read.toJson())).isEqualTo(read);
    }

    private static byte[] altered(byte[] genuine, int at, int removed, List<Byte> inserted) {
        StringBuilder text = new StringBuilder(new String(genuine, StandardCharsets.UTF_8));
        int position = at % text.length();
        text.delete(position, Math.min(text.length(), position + removed));
        inserted.forEach(letter -> text.insert(position, (char) letter.byteValue()));
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
