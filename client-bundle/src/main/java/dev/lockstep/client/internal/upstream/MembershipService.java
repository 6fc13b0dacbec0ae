package dev.lockstep.client.internal.upstream;

import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.membership.KnownServer;
import dev.lockstep.core.membership.KnownServers;
import dev.lockstep.core.membership.SiteMember;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Membership;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAccess;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The key of this computer and the servers it trusts, in {@code trust/member}. Safe for use by several threads. */
@Component(service = {Membership.class, MembershipService.class})
public final class MembershipService implements Membership {
    private static final Logger LOG = LoggerFactory.getLogger(MembershipService.class);

    private final SettingsService settings;
    private final KnownServers servers;
    private final SiteMember member;
    private final Audit audit;
    private final AtomicInteger changes = new AtomicInteger();
    private Optional<String> taken = Optional.empty();

    @Activate
    public MembershipService(@Reference SettingsService settings, @Reference Audit audit) {
        Clock clock = Clock.systemUTC();
        NodeIdentity node = settings.identity();
        Path folder = node.data().resolve("trust").resolve("member");
        this.settings = settings;
        this.audit = audit;
        this.servers = new KnownServers(
                folder.resolve("servers.json"), () -> settings.current().get(NodeSettings.SERVER_FIRST_USE), clock);
        this.member =
                new SiteMember(node.id(), () -> settings.identity().name(), folder.resolve("key.pem"), servers, clock);
    }

    /** How servers are accessed. A join token in the settings takes effect now. */
    ServerAccess access() {
        takeToken();
        return member;
    }

    /** Whom this computer trusts. */
    KnownServers known() {
        return servers;
    }

    /** Another number after each change of whom this computer trusts: connections from before it are not to be used. */
    int changes() {
        return changes.get();
    }

    private synchronized void takeToken() {
        Optional<JoinToken> token = settings.secret(NodeSettings.JOIN_TOKEN);
        if (token.isEmpty() || token.map(JoinToken::secret).equals(taken)) {
            return;
        }
        try {
            if (servers.join(token.get())) {
                LOG.info("Joining by {}, from the settings", token.get());
                changes.incrementAndGet();
            }
            taken = token.map(JoinToken::secret);
        } catch (IOException e) {
            LOG.error("The join token in the settings cannot be kept; it is tried again", e);
            return;
        }
        try {
            // From now on it is kept where only the owner can read it, until it has been used.
            settings.removeJoinToken();
        } catch (IOException | ProblemException e) {
            LOG.warn("The join token could not be removed from the settings: {}", e.getMessage());
        }
    }

    /** The site that a join token names for an address, until it is followed. */
    Optional<SiteFingerprint> siteToFollow(ServerAddress address) throws IOException {
        takeToken();
        return servers.siteToFollow(address);
    }

    /** A site is followed now, so the sites that tokens named no longer matter. */
    void forgetSiteToFollow() throws IOException {
        servers.forgetSiteToFollow();
    }

    /** Signs what this computer says of itself. */
    Statement sign(ComputerReport report) throws IOException {
        return member.sign(report);
    }

    @Override
    public Fingerprint key() throws IOException {
        return member.key().fingerprint();
    }

    @Override
    public List<KnownServer> servers() throws IOException {
        takeToken();
        return servers.all();
    }

    @Override
    public void join(JoinToken token) throws IOException {
        servers.join(token);
        changes.incrementAndGet();
        // Never with the token itself.
        audit.record(AuditEvent.of("join server", token.address().toString(), "trusted by a join token")
                .change("", "authority " + token.authority()));
    }

    @Override
    public boolean forget(ServerAddress address) throws IOException {
        changes.incrementAndGet();
        boolean known = servers.forget(address);
        if (known) {
            audit.record(AuditEvent.of("forget server", address.toString(), "forgotten"));
        }
        return known;
    }
}
