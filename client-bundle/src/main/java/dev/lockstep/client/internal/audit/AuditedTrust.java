package dev.lockstep.client.internal.audit;

import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.site.SiteFingerprint;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records changes of the site that this computer follows in the audit log. */
@Component(service = TrustedSite.class)
public final class AuditedTrust implements TrustedSite {
    private final TrustedSite site;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public AuditedTrust(@Reference UpstreamService upstream, @Reference Audit audit) {
        this((TrustedSite) upstream, audit);
    }

    AuditedTrust(TrustedSite site, Audit audit) {
        this.site = site;
        this.audit = audit;
    }

    @Override
    public Optional<SiteFingerprint> known() {
        return site.known();
    }

    @Override
    public SiteFingerprint offered() {
        return site.offered();
    }

    @Override
    public void trust(SiteFingerprint fingerprint) {
        Optional<SiteFingerprint> before = site.known();
        site.trust(fingerprint);
        audit.record(AuditEvent.of("trust site", "site", "trusted by hand")
                .change(before.map(SiteFingerprint::toString).orElse(""), fingerprint.toString()));
    }
}
