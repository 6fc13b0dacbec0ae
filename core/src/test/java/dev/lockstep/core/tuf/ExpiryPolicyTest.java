package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExpiryPolicyTest {
    private static final Instant LATER = Simulator.NOW.plus(Duration.ofDays(60));

    private final Simulator repository = new Simulator();
    private final InMemoryMetadataStore store = new InMemoryMetadataStore();

    private TufUpdater muchLater() {
        return repository
                .client(store)
                .clock(Clock.fixed(LATER, ZoneOffset.UTC))
                .expiry(ExpiryPolicy.staleAllowed())
                .build();
    }

    private static List<String> expired(RefreshResult result) {
        return result.versions().keySet().stream()
                .filter(role -> !result.expires().get(role).isAfter(LATER))
                .toList();
    }

    private void publishLongLived() {
        repository.expires.put("root", LATER.plusSeconds(1));
        repository.expires.put("targets", LATER.plusSeconds(1));
        repository.publishRoot();
        repository.publishAll();
    }

    @Test
    void aSiteThatIsCutOffGoesOnWithStaleMetadataAndSeesThatItIsStale() throws Exception {
        publishLongLived();

        RefreshResult result = muchLater().refresh();

        assertThat(expired(result)).containsExactlyInAnyOrder("snapshot", "timestamp");
        assertThat(result.versions()).containsEntry("targets", 2L);
    }

    @Test
    void aStaleStateBecomesFreshWithTheNextSignedTimestamp() throws Exception {
        publishLongLived();
        muchLater().refresh();
        repository.expires.put("snapshot", LATER.plusSeconds(1));
        repository.expires.put("timestamp", LATER.plusSeconds(1));
        repository.publishSnapshot();
        repository.publishTimestamp();

        assertThat(expired(muchLater().refresh())).isEmpty();
    }

    @Test
    void staleMetadataIsStillProtectedAgainstRollback() throws Exception {
        publishLongLived();
        muchLater().refresh();
        repository.versions.put("timestamp", 0L);
        repository.publishTimestamp();

        assertThatThrownBy(() -> muchLater().refresh()).isInstanceOf(RollbackException.class);
    }

    @Test
    void expiredTargetsAreRefusedUnderEveryPolicyOfOurs() {
        repository.expires.put("root", LATER.plusSeconds(1));
        repository.publishRoot();

        assertThatThrownBy(() -> muchLater().refresh())
                .isInstanceOf(ExpiredMetadataException.class)
                .hasMessageStartingWith("the targets metadata expired");
    }

    @Test
    void storedMetadataIsJudgedByTheSamePolicy() throws Exception {
        publishLongLived();
        muchLater().refresh();

        assertThat(expired(muchLater().useStored())).isNotEmpty();
        TufUpdater strict = repository
                .client(store)
                .clock(Clock.fixed(LATER, ZoneOffset.UTC))
                .build();
        assertThatThrownBy(strict::useStored).isInstanceOf(ExpiredMetadataException.class);
    }
}
