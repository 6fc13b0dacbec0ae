package dev.lockstep.client.internal.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipServiceTest {
    private static final ServerAddress SERVER = new ServerAddress("srv", 10000);
    private static final Fingerprint AUTHORITY = new Fingerprint("0123abcd".repeat(8));

    @TempDir
    Path home;

    @Test
    @DisplayName(
            "LS-140 Whom this computer was told to trust, and to forget, stands in the audit log without the token")
    void joiningAndForgetting() throws IOException {
        List<AuditEvent> audited = new ArrayList<>();
        MembershipService membership = new MembershipService(new SettingsService(home, "ws-1"), audited::add);
        JoinToken token =
                new JoinToken(SERVER, AUTHORITY, Optional.empty(), "the-secret", Instant.parse("2027-01-01T00:00:00Z"));

        membership.join(token);
        assertThat(membership.servers()).hasSize(1);
        assertThat(membership.forget(SERVER)).isTrue();
        assertThat(membership.forget(SERVER)).isFalse();

        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("join server", "srv:10000", "trusted by a join token")
                                .change("", "authority " + AUTHORITY),
                        AuditEvent.of("forget server", "srv:10000", "forgotten"));
        assertThat(audited.toString()).doesNotContain("the-secret");
    }
}
