package dev.lockstep.core.site;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.FileTooLongException;
import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.MetadataFetcher;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.VerifiedOnce;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Builds {@link SiteMetadata} from verified TUF metadata. */
final class SiteReader {
    static final String FIRST_ROOT = ConsistentNames.SITE_METADATA + "1.root.json";
    static final int LONGEST_ROOT = 512 * 1024;
    /** Java's own, because the program for vendors and operators has no other. */
    private static final System.Logger LOG = System.getLogger(SiteReader.class.getName());

    private static final String APPROVALS = "." + ApprovalRule.ROLE + ".json";

    private final MetadataStore store;
    private final Optional<byte[]> pinnedRoot;
    private final ExpiryPolicy expiry;
    private final InstantSource clock;
    private final Supplier<Transport> source;
    private final UnaryOperator<ProblemException> told;

    SiteReader(
            MetadataStore store,
            Optional<byte[]> pinnedRoot,
            ExpiryPolicy expiry,
            InstantSource clock,
            Supplier<Transport> source) {
        this(store, pinnedRoot, expiry, clock, source, UnaryOperator.identity());
    }

    /**
     * Reads from a source whose failures have another name.
     *
     * @param told what is told in place of a problem with an assignment, which is read only when somebody asks for it
     */
    SiteReader(
            MetadataStore store,
            Optional<byte[]> pinnedRoot,
            ExpiryPolicy expiry,
            InstantSource clock,
            Supplier<Transport> source,
            UnaryOperator<ProblemException> told) {
        this.told = told;
        this.store = store;
        this.pinnedRoot = pinnedRoot;
        this.expiry = expiry;
        this.clock = clock;
        this.source = source;
    }

    /** Brings the trusted metadata up to date. */
    VerifiedOnce.Verified<SiteMetadata> refreshed() throws IOException, TufException {
        Transport server = source.get();
        TufUpdater updater = updater((name, limit) -> fetch(server, name, limit));
        return read(updater, updater.refresh());
    }

    /** Takes what is stored, without asking anybody. */
    VerifiedOnce.Verified<SiteMetadata> stored() throws IOException, TufException {
        TufUpdater updater = updater((name, limit) -> Optional.empty());
        return read(updater, updater.useStored());
    }

    private TufUpdater updater(MetadataFetcher fetcher) {
        TufUpdater.Builder builder =
                TufUpdater.builder().fetcher(fetcher).store(store).clock(clock).expiry(expiry);
        pinnedRoot.ifPresent(builder::pinnedRoot);
        return builder.build();
    }

    private static Optional<byte[]> fetch(Transport server, String name, long limit)
            throws IOException, FileTooLongException {
        if (name.indexOf('%') >= 0) {
            // A server is asked for plain names only, and a site has no others.
            return Optional.empty();
        }
        Optional<Transport.Content> content = server.open(ConsistentNames.SITE_METADATA + name, 0);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (Transport.Content open = content.get()) {
            return Optional.of(MetadataFetcher.readAtMost(open.body(), name, limit));
        }
    }

    private VerifiedOnce.Verified<SiteMetadata> read(TufUpdater updater, RefreshResult result)
            throws IOException, TufException {
        Map<Audience, TargetFile> assignments = new LinkedHashMap<>();
        Map<String, AuditHead> audits = new LinkedHashMap<>();
        FreshnessPolicy policy = FreshnessPolicy.UNSAID;
        Withdrawals declined = Withdrawals.NONE;
        Optional<SiteServer> server = Optional.empty();
        for (TrustedTarget target : updater.list().targets()) {
            // Delegations do not assign anything; only the site itself does.
            if (target.roleName().equals("targets")) {
                audience(target.file()).ifPresent(audience -> assignments.put(audience, target.file()));
                audit(target.file(), audits);
                policy = policy(target.file()).orElse(policy);
                declined = declined.and(declined(target.file()));
                server = SiteServer.is(target.file()) ? Optional.of(server(target.file())) : server;
            }
        }
        List<MetadataCopy> files = updater.receivedFiles();
        Optional<SiteFingerprint> site = store.readRoot(1).map(SiteFingerprint::of);
        SiteMetadata read = new SiteMetadata(
                site.orElseThrow(() -> new MissingMetadataException("root", "1.root.json")),
                assignments,
                approved(updater, files),
                audits,
                policy,
                declined,
                server,
                files,
                result,
                updater.root().authority("timestamp"),
                source,
                told);
        return new VerifiedOnce.Verified<>(read, updater.sameUntil());
    }

    private static Optional<Audience> audience(TargetFile target) throws MalformedMetadataException {
        try {
            return AssignmentJson.audience(target);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException("targets", e);
        }
    }

    private static Optional<FreshnessPolicy> policy(TargetFile target) throws MalformedMetadataException {
        try {
            return FreshnessPolicy.of(target);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException("targets", e);
        }
    }

    private static Withdrawals declined(TargetFile target) {
        return target.path().equals(Withdrawals.DECLINED)
                ? Withdrawals.read(target, Withdrawal.Origin.SITE)
                : Withdrawals.NONE;
    }

    private static SiteServer server(TargetFile target) throws MalformedMetadataException {
        try {
            return SiteServer.of(target);
        } catch (IllegalArgumentException | ProblemException e) {
            throw new MalformedMetadataException("targets", e);
        }
    }

    private static void audit(TargetFile target, Map<String, AuditHead> audits) throws MalformedMetadataException {
        Optional<String> node = AuditTarget.node(target);
        try {
            if (node.isPresent()) {
                audits.put(node.get(), AuditTarget.head(target));
            }
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException("targets", e);
        }
    }

    private static ApprovalRule.Approvals approved(TufUpdater updater, List<MetadataCopy> files) {
        Optional<MetadataCopy> approvals =
                files.stream().filter(file -> file.name().endsWith(APPROVALS)).findFirst();
        ApprovalRule rule = ApprovalRule.of(updater.root());
        if (approvals.isEmpty() || rule.approvers().isEmpty()) {
            return ApprovalRule.Approvals.NONE;
        }
        try {
            return rule.approved(approvals.get().bytes());
        } catch (TufException | IllegalArgumentException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "What the site approves does not count: its approver has not signed it.",
                    e);
            return ApprovalRule.Approvals.NONE;
        }
    }
}
