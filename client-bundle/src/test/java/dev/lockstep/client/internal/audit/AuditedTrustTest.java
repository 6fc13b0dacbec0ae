package dev.lockstep.client.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.store.Digest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AuditedTrustTest {
    private static final SiteFingerprint OLD = new SiteFingerprint(new Digest("ab".repeat(32)));
    private static final SiteFingerprint NEW = new SiteFingerprint(new Digest("cd".repeat(32)));

    private SiteFingerprint trusted = OLD;

    @Test
    @DisplayName("LS-140 That somebody had this computer trust another site stands in the audit log")
    void anotherSite() {
        List<AuditEvent> audited = new ArrayList<>();
        AuditedTrust trust = new AuditedTrust(new Site(), audited::add);
        assertThat(trust.offered()).isEqualTo(NEW);
        assertThat(audited).isEmpty();
        trust.trust(NEW);
        assertThat(trust.known()).contains(NEW);
        assertThat(audited)
                .containsExactly(
                        AuditEvent.of("trust site", "site", "trusted by hand").change(OLD.toString(), NEW.toString()));
    }

    private final class Site implements TrustedSite {
        @Override
        public Optional<SiteFingerprint> known() {
            return Optional.of(trusted);
        }

        @Override
        public SiteFingerprint offered() {
            return NEW;
        }

        @Override
        public void trust(SiteFingerprint fingerprint) {
            trusted = fingerprint;
        }
    }
}
