package dev.lockstep.core.site;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.ContentCheck;
import dev.lockstep.core.tuf.ExpiredMetadataException;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * A site's metadata, as it was trusted at one moment. Immutable; an assignment is fetched when it is first asked for, and
 * verified. Safe for use by several threads.
 */
public final class SiteMetadata {
    private static final int LONGEST_ASSIGNMENT = 4 << 20;

    private final SiteFingerprint site;
    private final Map<Audience, TargetFile> assignments;
    private final ApprovalRule.Approvals approvals;
    private final Map<String, AuditHead> audits;
    private final FreshnessPolicy freshnessPolicy;
    private final Withdrawals declined;
    private final Optional<SiteServer> server;
    private final List<MetadataCopy> files;
    private final RefreshResult result;
    private final Authority timestamp;
    private final Supplier<Transport> source;
    private final UnaryOperator<ProblemException> told;
    /** Signed by hash, so what was read once stays what it is. */
    private final Map<Audience, SiteAssignment> read = new ConcurrentHashMap<>();

    SiteMetadata(
            SiteFingerprint site,
            Map<Audience, TargetFile> assignments,
            ApprovalRule.Approvals approvals,
            Map<String, AuditHead> audits,
            FreshnessPolicy freshnessPolicy,
            Withdrawals declined,
            Optional<SiteServer> server,
            List<MetadataCopy> files,
            RefreshResult result,
            Authority timestamp,
            Supplier<Transport> source,
            UnaryOperator<ProblemException> told) {
        this.told = told;
        this.site = site;
        this.assignments = new LinkedHashMap<>(assignments);
        this.approvals = approvals;
        this.audits = Map.copyOf(audits);
        this.freshnessPolicy = freshnessPolicy;
        this.declined = declined;
        this.server = server;
        this.files = List.copyOf(files);
        this.result = result;
        this.timestamp = timestamp;
        this.source = source;
    }

    /** Which site it is. */
    public SiteFingerprint site() {
        return site;
    }

    /**
     * What a computer is to run: the assignment for itself, else that for its group, else that for everybody.
     *
     * @return empty if the site assigns nothing to it
     * @throws ProblemException if the assignment cannot be had, or with {@code UNTRUSTED} if it is not what was signed, is for
     *     somebody else, or the computer stands in two groups
     */
    public Optional<SiteAssignment> assignmentFor(String nodeId) {
        List<Audience> groups = assignments.keySet().stream()
                .filter(audience -> audience instanceof Audience.Group && audience.includes(nodeId))
                .toList();
        if (groups.size() > 1) {
            throw untrusted("it names this computer twice: in "
                    + groups.stream().map(Audience::title).collect(Collectors.joining(" and in ")));
        }
        return Optional.<Audience>of(new Audience.Computer(nodeId))
                .filter(assignments::containsKey)
                .or(() -> groups.stream().findFirst())
                .or(() -> Optional.<Audience>of(new Audience.Everybody()).filter(assignments::containsKey))
                .map(this::assignment);
    }

    /** All assignments, for a computer that passes them on. */
    public List<SiteAssignment> assignments() {
        return assignments.keySet().stream().map(this::assignment).toList();
    }

    /** Those of all assignments that were fetched already; asks nobody. */
    public List<SiteAssignment> fetchedAssignments() {
        return assignments.keySet().stream()
                .flatMap(audience -> Optional.ofNullable(read.get(audience)).stream())
                .toList();
    }

    private SiteAssignment assignment(Audience audience) {
        SiteAssignment known = read.get(audience);
        if (known == null) {
            try {
                known = fetched(audience);
            } catch (ProblemException e) {
                throw told.apply(e);
            }
            read.put(audience, known);
        }
        return known;
    }

    private SiteAssignment fetched(Audience audience) {
        TargetFile target = assignments.get(audience);
        try {
            SiteAssignment assignment = AssignmentJson.read(content(target));
            if (!assignment.audience().equals(audience)) {
                throw untrusted(
                        target.path() + " is for " + assignment.audience().title());
            }
            return assignment;
        } catch (IllegalArgumentException e) {
            throw untrusted(target.path() + ": " + e.getMessage());
        }
    }

    private static String path(TargetFile target) throws TufException {
        return ConsistentNames.TARGETS + ConsistentNames.targetPath(target);
    }

    private byte[] content(TargetFile target) {
        Transport server = source.get();
        try {
            String path = path(target);
            byte[] bytes = server.read(path, (int) Math.min(target.length(), LONGEST_ASSIGNMENT))
                    .orElseThrow(() -> ProblemException.of(
                            ProblemCode.PAYLOAD_MISSING, Map.of("address", server.sourceName(), "file", path)));
            ByteArrayOutputStream verified = new ByteArrayOutputStream(bytes.length);
            ContentCheck.copy(new ByteArrayInputStream(bytes), verified, target);
            return verified.toByteArray();
        } catch (TufException e) {
            throw untrusted(e.getMessage());
        } catch (IOException e) {
            throw DiskProblems.reading(server.sourceName(), e);
        }
    }

    private ProblemException untrusted(String reason) {
        return ProblemException.of(
                ProblemCode.UNTRUSTED,
                Map.of(
                        "address",
                        source.get().sourceName(),
                        "reason",
                        Sentence.of("site.untrusted", Map.of("cause", reason))));
    }

    /** The descriptions of modules that the site's approver vouches for, as targets {@code modules/<name>/<version>.json}. */
    public List<TargetFile> approved() {
        return approvals.modules();
    }

    /** Permissions to roll back from the site's approver; each computer checks whether one applies to it. */
    public List<RollbackApproval> rollbacks() {
        return approvals.rollbacks();
    }

    /** Where the main server is to be reached from now on; empty while it does not move. */
    public Optional<SiteServer> server() {
        return server;
    }

    /** How far audit logs had come when that was signed, by the id of the computer. */
    public Map<String, AuditHead> audits() {
        return audits;
    }

    /** For how long the site lets its computers install releases whose vendor metadata has expired. */
    public FreshnessPolicy freshnessPolicy() {
        return freshnessPolicy;
    }

    /** What the site does not let its computers install, beside what the vendor has withdrawn. */
    public Withdrawals declined() {
        return declined;
    }

    /** The files of the assignments, relative to the base of a server; {@link #assignmentFile} fetches one. */
    public List<String> assignmentFiles() {
        return assignments.values().stream().map(this::knownPath).toList();
    }

    /**
     * The bytes of one of the {@link #assignmentFiles}, verified, to be passed on.
     *
     * @throws ProblemException if it cannot be had, or is not what was signed
     */
    public byte[] assignmentFile(String path) {
        return assignments.values().stream()
                .filter(target -> knownPath(target).equals(path))
                .findFirst()
                .map(this::content)
                .orElseThrow(() -> new IllegalArgumentException(path + " is no file of this site"));
    }

    private String knownPath(TargetFile target) {
        try {
            return path(target);
        } catch (TufException e) {
            throw untrusted(e.getMessage());
        }
    }

    /**
     * The signed metadata files exactly as they were received, in the order in which a mirror writes them (TUF section 6.2): the
     * timestamp last.
     */
    public List<MetadataCopy> files() {
        return files;
    }

    /** The trusted versions of the top-level roles. */
    public Map<String, Long> versions() {
        return result.versions();
    }

    /** The keys that sign its timestamp and its time. */
    Authority timestamp() {
        return timestamp;
    }

    /** Which file has expired first at a time, in the words that TUF's own refusal has; empty if none has. */
    Optional<ExpiredMetadataException> expired(Instant now) {
        return expires().entrySet().stream()
                .filter(file -> !file.getValue().isAfter(now))
                .min(Map.Entry.comparingByValue())
                .map(file -> new ExpiredMetadataException(
                        file.getKey(), file.getValue(), now.truncatedTo(ChronoUnit.SECONDS)));
    }

    /** When the files of the top-level roles expire. */
    public Map<String, Instant> expires() {
        return result.expires();
    }
}
