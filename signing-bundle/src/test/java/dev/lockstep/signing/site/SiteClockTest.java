package dev.lockstep.signing.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.site.SignedTime;
import dev.lockstep.core.site.SiteClock;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.tuf.SignatureThresholdException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.signing.repository.Ed25519Signer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteClockTest {
    private static final Instant SITE = Instant.parse("2026-11-22T12:00:00Z");
    private static final SiteFingerprint FINGERPRINT = SiteFingerprint.of(new byte[] {1});

    private final Ed25519Signer key = Ed25519Signer.generate();
    private final TimeRequest question = TimeRequest.random(new SecureRandom());

    @TempDir
    private Path folder;

    private Instant own = SITE.plus(Duration.ofDays(90));

    @Test
    void untilTheSiteHasToldTheTimeTheOwnClockCounts() {
        assertThat(clock().now()).isEqualTo(own);
        assertThat(clock().monotonicNow()).isEqualTo(own);
        assertThat(clock().setBackFrom()).isEmpty();
        assertThat(clock().problem()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-164 From then on it is the site's time and what the own clock has gone on since, also after a restart")
    void theSitesTimeGoesOn() throws IOException {
        clock().synchronise(SITE, authority(key));
        own = own.plusSeconds(3600);

        assertThat(clock().now()).isEqualTo(SITE.plusSeconds(3600));
        assertThat(clock().problem()).get().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.CLOCK_WRONG);
            assertThat(problem.text(Locale.ENGLISH))
                    .startsWith("The clock of this computer and that of its site differ by 90 d 0 h: it is"
                            + " 2027-02-20T12:00:00Z here and 2026-11-22T12:00:00Z there.");
        });
    }

    @Test
    @DisplayName("LS-164 A clock that goes back takes the time no further back than the site told, and is noticed")
    void theOwnClockGoesBack() throws IOException {
        clock().synchronise(SITE, authority(key));
        Instant before = own;
        own = own.minus(Duration.ofDays(200));

        assertThat(clock().now()).isEqualTo(SITE);
        assertThat(clock().setBackFrom()).contains(before);
    }

    @Test
    void aFewMinutesAreNoDifference() throws IOException {
        own = SITE.plusSeconds(240);
        clock().synchronise(SITE, authority(key));
        own = own.minusSeconds(200);

        assertThat(clock().problem()).isEmpty();
        assertThat(clock().setBackFrom()).isEmpty();
    }

    @Test
    @DisplayName("LS-164 Whoever holds the site's key cannot take the time back by which others' signatures are judged")
    void monotonicNow() throws IOException {
        clock().synchronise(SITE, authority(key));
        clock().synchronise(SITE.minus(Duration.ofDays(300)), authority(key));

        assertThat(clock().now()).isEqualTo(SITE.minus(Duration.ofDays(300)));
        assertThat(clock().monotonicNow()).isEqualTo(SITE);
    }

    @Test
    @DisplayName("LS-164 A time far ahead that a stolen key told ends with that key")
    void anotherKey() throws IOException {
        clock().synchronise(SITE.plus(Duration.ofDays(30_000)), authority(key));
        clock().synchronise(SITE, authority(Ed25519Signer.generate()));

        assertThat(clock().monotonicNow()).isEqualTo(SITE);
    }

    @Test
    void whatIsKeptAndCannotBeReadIsAskedForAgain() throws IOException {
        clock().synchronise(SITE, authority(key));
        Files.writeString(folder.resolve("clock"), "{");
        assertThat(clock().now()).isEqualTo(SITE);

        Files.writeString(folder.resolve("clock"), "{");
        Files.writeString(folder.resolve("clock.copy"), "");
        assertThat(clock().now()).isEqualTo(own);
    }

    @Test
    void anAnswerIsForOneQuestionOfOneSiteAndSignedByItsTimestampKey() throws Exception {
        byte[] answer = CanonicalJson.encode(
                SignedStatement.sign(SignedTime.unsigned(question, FINGERPRINT, SITE.plusMillis(7)), key));

        assertThat(SignedTime.verified(answer, question, FINGERPRINT, authority(key)))
                .isEqualTo(SITE);
        TimeRequest other = TimeRequest.random(new SecureRandom());
        assertThatThrownBy(() -> SignedTime.verified(answer, other, FINGERPRINT, authority(key)))
                .hasMessage("it is the answer to another question, as of a replay");
        SiteFingerprint another = SiteFingerprint.of(new byte[] {2});
        assertThatThrownBy(() -> SignedTime.verified(answer, question, another, authority(key)))
                .hasMessage("it is of another site");
        assertThatThrownBy(
                        () -> SignedTime.verified(answer, question, FINGERPRINT, authority(Ed25519Signer.generate())))
                .isInstanceOf(SignatureThresholdException.class);
        byte[] altered = new String(answer, StandardCharsets.UTF_8)
                .replace("2026-11-22", "2026-11-23")
                .getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> SignedTime.verified(altered, question, FINGERPRINT, authority(key)))
                .isInstanceOf(SignatureThresholdException.class);
        assertThatThrownBy(() -> SignedTime.verified(
                        "{}".getBytes(StandardCharsets.UTF_8), question, FINGERPRINT, authority(key)))
                .hasMessage("\"signed\" is missing");
    }

    @Test
    void aQuestionReadsBackEqualAndWhatIsNoneIsRefused() {
        assertThat(TimeRequest.read(question.toJson())).isEqualTo(question);
        assertThat(question.relayed().relays()).isEqualTo(1);
        assertThatThrownBy(() -> TimeRequest.read(
                        "{\"format\":1,\"nonce\":\"x\",\"relays\":0}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("\"nonce\" is not 64 hexadecimal characters");
        assertThatThrownBy(() -> TimeRequest.read("{}".getBytes(StandardCharsets.UTF_8)))
                .hasMessage("\"format\" is missing");
        assertThatThrownBy(() -> new TimeRequest(question.nonce(), 8).relayed())
                .hasMessage("it went through more than 8 relays");
    }

    private SiteClock clock() {
        return new SiteClock(folder.resolve("clock"), () -> own);
    }

    private static Authority authority(Ed25519Signer key) {
        return new Authority("timestamp", new Role(Set.of(key.keyId()), 1), Map.of(key.keyId(), key.publicKey()));
    }
}
