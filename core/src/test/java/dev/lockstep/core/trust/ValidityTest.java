package dev.lockstep.core.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValidityTest {
    private static final Instant SIGNED = Instant.parse("2026-01-01T00:00:00Z");

    private final Validity validity = new Validity(
            Map.of("timestamp", day(30), "snapshot", day(300), "targets", day(365), "root", day(1000)),
            FreshnessPolicy.UNSAID);

    @Test
    void itIsFreshUntilTheFirstFileExpires() {
        Freshness fresh = validity.at(day(30).minusSeconds(1));

        assertThat(fresh).isInstanceOf(Freshness.Fresh.class);
        assertThat(fresh.againstDeciding()).isEmpty();
        assertThat(fresh.againstInstalling()).isEmpty();
        assertThat(fresh.concern(day(29))).isEmpty();
    }

    @Test
    void fromTheVeryMomentOnWhenTheTimestampExpiresNothingNewIsDecidedAndWhatIsAssignedIsInstalled() {
        Freshness stale = validity.at(day(30));

        assertThat(stale.againstInstalling()).isEmpty();
        Problem problem = stale.againstDeciding().orElseThrow();
        assertThat(problem.code()).isEqualTo(ProblemCode.VENDOR_STALE);
        assertThat(problem.text(Locale.ENGLISH))
                .startsWith("Nothing newer can be installed or assigned now: the vendor's timestamp metadata expired at"
                        + " 2026-01-31T00:00:00Z,")
                .contains("can still be installed until 2027-01-01T00:00:00Z");
        assertThat(stale.concern(day(30))).contains(problem);
    }

    @Test
    void whenTheTargetsExpireNothingIsInstalledAnyMore() {
        Freshness refused = validity.at(day(365));

        Problem problem = refused.againstInstalling().orElseThrow();
        assertThat(problem.code()).isEqualTo(ProblemCode.VENDOR_EXPIRED);
        assertThat(problem.text(Locale.ENGLISH))
                .startsWith("Nothing signed by the vendor can be installed since 2027-01-01T00:00:00Z, because its"
                        + " targets metadata expired at 2027-01-01T00:00:00Z. What runs keeps running.");
        assertThat(refused.againstDeciding()).contains(problem);
    }

    @Test
    void theEndIsToldWhileThereIsTimeLeft() {
        Validity renewed = new Validity(
                Map.of("timestamp", day(400), "snapshot", day(400), "targets", day(365), "root", day(1000)),
                FreshnessPolicy.UNSAID);

        assertThat(renewed.at(day(334)).concern(day(334))).isEmpty();
        assertThat(renewed.at(day(335)).concern(day(335))).get().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo(ProblemCode.VENDOR_ENDING);
            assertThat(problem.text(Locale.ENGLISH)).startsWith("From 2027-01-01T00:00:00Z on, nothing");
        });
    }

    @Test
    void ofTwoSignedLimitsTheTighterCounts() {
        Validity both = validity.under(FreshnessPolicy.refusedAfter(60)).under(FreshnessPolicy.refusedAfter(20));

        assertThat(both.at(day(49))).isInstanceOf(Freshness.Stale.class);
        assertThat(both.at(day(50))).isInstanceOf(Freshness.Refused.class);
        assertThat(both.under(FreshnessPolicy.UNSAID)).isEqualTo(both);
        assertThat(both.at(day(50)).againstInstalling().orElseThrow().text(Locale.ENGLISH))
                .contains("since 2026-02-20T00:00:00Z, because its timestamp metadata expired at 2026-01-31T00:00:00Z");
    }

    @Test
    void aLimitIsNeverWiderThanTheTargets() {
        assertThat(validity.under(FreshnessPolicy.refusedAfter(3650)).at(day(365)))
                .isInstanceOf(Freshness.Refused.class);
    }

    @Test
    void aSignedLimitIsReadAsItWasWritten() {
        FreshnessPolicy policy = FreshnessPolicy.refusedAfter(90);
        assertThat(FreshnessPolicy.of(policy.target())).contains(policy);
        assertThatThrownBy(() -> FreshnessPolicy.refusedAfter(-1))
                .hasMessage("a number of days from 0 to 3650 is needed, not -1");
    }

    private static Instant day(int number) {
        return SIGNED.plus(Duration.ofDays(number));
    }
}
