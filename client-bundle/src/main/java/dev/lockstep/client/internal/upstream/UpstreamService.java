package dev.lockstep.client.internal.upstream;

import dev.lockstep.client.internal.address.Logins;
import dev.lockstep.client.internal.address.PollHost;
import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.OfflineTrust;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.HttpProxy;
import dev.lockstep.core.source.HttpTransport;
import dev.lockstep.core.source.ServerAccess;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Validity;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The source of this computer, as the settings, the login window or the poll service's file name it. */
@Component(service = {Upstream.class, OfflineTrust.class, TrustedSite.class, UpstreamService.class})
public final class UpstreamService implements Upstream, OfflineTrust, TrustedSite {
    private static final Logger LOG = LoggerFactory.getLogger(UpstreamService.class);
    private static final int LONGEST_ROOT = 512 * 1024;

    private final SettingsService settings;
    private final Audit audit;
    private final Clock clock;
    private final Logins logins;
    private final SourceChoice sources;
    private final ComponentFolders folders;
    private final RateLimit limit;
    private Optional<PollHost> pollHost = Optional.empty();
    private final MembershipService membership;
    private final Relocation relocation;
    private final VendorTrust trust;
    private final SiteTrust siteTrust;
    private final PublishedSite ownSite;
    private Optional<Transports> transports = Optional.empty();
    private Optional<HttpProxy> proxy = Optional.empty();
    private Duration silence = Duration.ZERO;
    private int membershipChanges;
    private volatile Optional<SiteMetadata> site = Optional.empty();
    private volatile Optional<Validity> validity = Optional.empty();
    private final Asking asking = new Asking(this::unanswered);
    /** What was trusted when somebody looked last: what there is to know while the source is being asked. */
    private volatile Optional<VendorMetadata> lastTrusted = Optional.empty();

    private volatile Optional<SiteFingerprint> lastKnown = Optional.empty();
    private volatile Optional<Problem> doubt = Optional.empty();

    @Activate
    public UpstreamService(
            @Reference SettingsService settings,
            @Reference ContentStore store,
            @Reference MembershipService membership,
            @Reference Audit audit) {
        this(settings, store, membership, audit, Clock.systemUTC());
    }

    /** With a clock of its own. */
    public UpstreamService(
            SettingsService settings, ContentStore store, MembershipService membership, Audit audit, Clock clock) {
        NodeIdentity node = settings.identity();
        this.settings = settings;
        this.membership = membership;
        this.audit = audit;
        this.clock = clock;
        this.logins = new Logins(node.data().resolve("login.json"));
        this.folders = new ComponentFolders(node, () -> "");
        this.relocation =
                new Relocation(membership.known(), computer -> transports().computer(computer));
        this.sources = new SourceChoice(logins, this::pollHost, this::joinedAt);
        this.siteTrust = new SiteTrust(trustFolder("site"), () -> installed("site-root.json"), clock);
        this.trust = new VendorTrust(trustFolder("vendor"), () -> installed("vendor-root.json"), store, this::now);
        this.ownSite = new PublishedSite(ownSite(), clock);
        this.limit = new RateLimit(() -> settings.current().get(NodeSettings.BYTES_PER_SECOND));
    }

    /** Signs what this computer says of itself, so that relays can pass it on and not change it. */
    public Statement sign(ComputerReport report) throws IOException {
        return membership.sign(report);
    }

    private Optional<ServerAddress> joinedAt(Optional<ServerAddress> preferred) {
        try {
            return membership.known().joinedAt(preferred);
        } catch (IOException e) {
            throw Relocation.unreadable(e);
        }
    }

    /** Whether a first login may still say where updates come from: not where this computer was joined to a server. */
    public boolean firstLoginDecides() {
        return sources.isOpen();
    }

    /** The servers that the login window named. */
    public Logins logins() {
        return logins;
    }

    /** The choice of the source, with what an administrator should see of it. */
    public SourceChoice.Choice choice() {
        return relocation.followed(written());
    }

    /** As a person has configured it. */
    private SourceChoice.Choice written() {
        SourceChoice.Choice choice = sources.choose(settings.current());
        return settings.current().get(NodeSettings.SERVER_PLAIN) ? choice : choice.secured();
    }

    @Override
    public void followServer() {
        relocation.follow(written());
    }

    /** The poll service's configuration file, if a component of this computer has one. */
    public synchronized Optional<PollHost> pollHost() {
        Optional<Path> file = settings.current().components().stream()
                .flatMap(component -> folders.pollHostFile(component).stream())
                .findFirst();
        if (!file.equals(pollHost.map(PollHost::file))) {
            Path lastGood = settings.identity().data().resolve("poll-host.json");
            pollHost = file.map(found -> new PollHost(found, lastGood));
        }
        return pollHost;
    }

    @Override
    public UpdateSource source() {
        SourceChoice.Choice choice = choice();
        return choice.source()
                .orElseThrow(() -> choice.problem()
                        .map(ProblemException::new)
                        .orElseThrow(() -> new IllegalStateException("a choice has a source or a problem")));
    }

    @Override
    public Transport transport() {
        UpdateSource source = source();
        return source instanceof UpdateSource.Imported
                ? imports()
                : transports().open(source);
    }

    @Override
    public List<Sentence> warnings() {
        try {
            return choice().source()
                    .filter(UpdateSource.Vendor.class::isInstance)
                    .map(vendor -> transports().open(vendor).warnings())
                    .orElse(List.of());
        } catch (ProblemException e) {
            // What is wrong with the source the next check says; the status must not fail by it.
            return List.of();
        }
    }

    private ImportedUpdates imports() {
        return new ImportedUpdates(settings.identity().data().resolve("distribution"));
    }

    /** A way to the computer that is the source, which can also be sent something; empty if the source is no computer. */
    public Optional<HttpTransport> server() {
        return choice().source()
                .filter(UpdateSource.Computer.class::isInstance)
                .map(computer -> transports().computer((UpdateSource.Computer) computer));
    }

    private synchronized Transports transports() {
        Optional<HttpProxy> nowProxy = settings.secret(NodeSettings.VENDOR_PROXY);
        Duration nowSilence = settings.current().get(NodeSettings.ANSWER_WITHIN);
        ServerAccess access = membership.access();
        int changes = membership.changes();
        boolean same = nowProxy.equals(proxy) && nowSilence.equals(silence) && changes == membershipChanges;
        if (transports.isEmpty() || !same) {
            HttpLimits limits = HttpLimits.patience(nowSilence);
            transports = Optional.of(new Transports(limits, nowProxy, Optional.of(access)));
            proxy = nowProxy;
            silence = nowSilence;
            membershipChanges = changes;
        }
        return transports.get();
    }

    @Override
    public RateLimit rateLimit() {
        return limit;
    }

    @Override
    public VendorMetadata refresh() {
        look();
        return asking.ask(() -> {
            VendorMetadata refreshed = offered(trust.refresh(transport()));
            lastTrusted = Optional.of(refreshed);
            return refreshed;
        });
    }

    @Override
    public BundleTrial rehearse(OfflineBundle bundle) {
        return asking.alone(() -> trust.rehearse(bundle));
    }

    @Override
    public VendorMetadata refreshFrom(OfflineBundle bundle) {
        return asking.alone(() -> {
            VendorMetadata imported = trust.refreshFrom(bundle);
            validity = Optional.empty();
            return imported;
        });
    }

    @Override
    public Optional<VendorMetadata> trusted() {
        return asking.meanwhile(this::seen, () -> lastTrusted);
    }

    private Optional<VendorMetadata> seen() {
        lastTrusted = trust.trusted(this::transportUnlessSilent).map(this::offered);
        return lastTrusted;
    }

    /** Before a question of which nobody knows how long it takes: so that those who ask meanwhile are told what was known. */
    private void look() {
        if (lastTrusted.isEmpty()) {
            trusted();
        }
        known();
    }

    /** For a description that is not here: a source that is silent is not waited for again. */
    private Transport transportUnlessSilent() {
        asking.requireVoice();
        return transport();
    }

    private Problem unanswered() {
        return Problem.of(
                ProblemCode.SOURCE_TIMEOUT,
                Map.of(
                        "address",
                        choice().name(),
                        "seconds",
                        Long.toString(settings.current()
                                .get(NodeSettings.ANSWER_WITHIN)
                                .toSeconds())));
    }

    /** What is available here: with imports as the source, only what was imported. */
    private VendorMetadata offered(VendorMetadata vendor) {
        boolean imported = choice().source()
                .filter(UpdateSource.Imported.class::isInstance)
                .isPresent();
        return withApproved(imported ? new ImportedMetadata(vendor, imports()) : vendor);
    }

    private VendorMetadata withApproved(VendorMetadata vendor) {
        Optional<SiteMetadata> said = said();
        validity = Optional.of(
                vendor.validity().under(said.map(SiteMetadata::freshnessPolicy).orElse(FreshnessPolicy.UNSAID)));
        List<TargetFile> approved = said.map(SiteMetadata::approved).orElse(List.of());
        return trust.beside(
                vendor,
                approved,
                said.map(SiteMetadata::declined).orElse(Withdrawals.NONE),
                () -> isBelow() ? transportUnlessSilent() : new FolderTransport(ownSite()));
    }

    /** A main server belongs to its own site, and believes it as its computers do. */
    private Optional<SiteMetadata> said() {
        try {
            Optional<SiteMetadata> read = isBelow() ? siteTrust.trusted(this::transportUnlessSilent) : ownSite.read();
            doubt = Optional.empty();
            return read;
        } catch (ProblemException e) {
            if (!doubt.equals(Optional.of(e.problem()))) {
                doubt = Optional.of(e.problem());
                LOG.warn("No module counts as approved by the site: {}", e.problem());
            }
            return Optional.empty();
        }
    }

    @Override
    public Optional<Freshness> freshness() {
        if (validity.isEmpty()) {
            trusted();
        }
        return validity.map(signed -> signed.at(now()));
    }

    @Override
    public List<Problem> concerns() {
        return Stream.concat(
                        freshness().flatMap(freshness -> freshness.concern(now())).stream(),
                        isBelow() ? siteTrust.clockProblem().stream() : Stream.empty())
                .toList();
    }

    /** A computer that belongs to a site goes by the time of the site. */
    private Instant now() {
        return isBelow() ? siteTrust.time() : clock.instant();
    }

    private Path ownSite() {
        return settings.identity().data().resolve("site");
    }

    private boolean isBelow() {
        return choice().source().filter(UpdateSource.Computer.class::isInstance).isPresent();
    }

    @Override
    public SiteMetadata refreshSite() {
        look();
        return asking.ask(this::siteRefreshed);
    }

    private SiteMetadata siteRefreshed() {
        Transport server = transport();
        Optional<SiteFingerprint> told = siteToFollow();
        SiteMetadata refreshed = told.filter(other -> !siteTrust.fingerprint().equals(told))
                .map(other -> siteTrust.trust(other, server))
                .orElseGet(() -> siteTrust.refresh(server));
        if (told.isPresent()) {
            forgetSiteOfToken();
        }
        relocation.heard(source(), refreshed.server());
        site = Optional.of(refreshed);
        return refreshed;
    }

    /** A join token also names the site that this computer is to follow. */
    private Optional<SiteFingerprint> siteToFollow() {
        if (!(source() instanceof UpdateSource.Computer computer)) {
            return Optional.empty();
        }
        try {
            return membership.siteToFollow(computer.address());
        } catch (IOException e) {
            throw Relocation.unreadable(e);
        }
    }

    private void forgetSiteOfToken() {
        try {
            membership.forgetSiteToFollow();
        } catch (IOException e) {
            throw Relocation.unreadable(e);
        }
    }

    @Override
    public Optional<SiteMetadata> site() {
        return isBelow() ? site : Optional.empty();
    }

    @Override
    public Optional<SiteFingerprint> known() {
        return asking.meanwhile(
                () -> {
                    lastKnown = siteTrust.fingerprint();
                    return lastKnown;
                },
                () -> lastKnown);
    }

    @Override
    public SiteFingerprint offered() {
        return siteTrust.offered(transportToServer());
    }

    @Override
    public void trust(SiteFingerprint fingerprint) {
        Optional<SiteFingerprint> before = known();
        site = Optional.of(asking.ask(() -> siteTrust.trust(fingerprint, transportToServer())));
        forgetSiteOfToken();
        audit.record(AuditEvent.of("trust site", "site", "trusted by hand")
                .change(before.map(SiteFingerprint::toString).orElse(""), fingerprint.toString()));
    }

    private Transport transportToServer() {
        UpdateSource source = source();
        if (!(source instanceof UpdateSource.Computer)) {
            throw ProblemException.of(
                    ProblemCode.BAD_REQUEST,
                    Map.of("reason", Sentence.of("site.no-server", Map.of("source", source.name()))));
        }
        return transport();
    }

    private Path trustFolder(String name) {
        return settings.identity().data().resolve("trust").resolve(name);
    }

    /** A root that was put in place together with this node. */
    private Optional<byte[]> installed(String name) {
        Path root = settings.identity().home().resolve("etc").resolve(name);
        try {
            return DurableFiles.read(root, LONGEST_ROOT);
        } catch (IOException e) {
            throw DiskProblems.reading(root.toString(), e);
        }
    }
}
