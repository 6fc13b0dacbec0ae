package dev.lockstep.client.internal.audit;

import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.membership.KnownServer;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Membership;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.util.List;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records changes of whom this computer trusts in the audit log, never with a token in them. */
@Component(service = Membership.class)
public final class AuditedMembership implements Membership {
    private final Membership membership;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public AuditedMembership(@Reference MembershipService membership, @Reference Audit audit) {
        this((Membership) membership, audit);
    }

    AuditedMembership(Membership membership, Audit audit) {
        this.membership = membership;
        this.audit = audit;
    }

    @Override
    public Fingerprint key() throws IOException {
        return membership.key();
    }

    @Override
    public List<KnownServer> servers() throws IOException {
        return membership.servers();
    }

    @Override
    public void join(JoinToken token) throws IOException {
        membership.join(token);
        audit.record(AuditEvent.of("join server", token.address().toString(), "trusted by a join token")
                .change("", "authority " + token.authority()));
    }

    @Override
    public boolean forget(ServerAddress address) throws IOException {
        boolean known = membership.forget(address);
        if (known) {
            audit.record(AuditEvent.of("forget server", address.toString(), "forgotten"));
        }
        return known;
    }
}
