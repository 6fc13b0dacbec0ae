package dev.lockstep.client.internal.audit;

import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The audit log in {@code data/lockstep/audit}. */
@Component(service = {Audit.class, AuditTrail.class, AuditService.class})
public final class AuditService implements Audit, AuditTrail {
    private static final Logger LOG = LoggerFactory.getLogger(AuditService.class);

    private final AuditLog log;
    private final Supplier<String> who;
    private volatile Optional<Problem> altered = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public AuditService(@Reference SettingsService settings) {
        this(log(settings.identity()), new CurrentUser(() -> settings.current().sourceKind() == SourceKind.COMPUTER));
    }

    /** With a given log, and a way to find out who acts. */
    public AuditService(AuditLog log, Supplier<String> who) {
        this.log = log;
        this.who = who;
    }

    private static AuditLog log(NodeIdentity node) {
        return new AuditLog(node.data().resolve("audit"), InstantSource.system(), node.id());
    }

    /** How far the log has come, for the server to remember; empty if it cannot be read at present. */
    public Optional<AuditHead> reported() {
        try {
            return Optional.of(head());
        } catch (IOException e) {
            LOG.warn("The server is not told how far the audit log has come: {}", e.toString());
            return Optional.empty();
        }
    }

    /**
     * Looks whether the log is as it was written; it reads all of it, so {@link #altered} tells what the last look found.
     *
     * @param signed how far it had come, as the site signed it
     */
    public void look(Optional<AuditHead> signed) {
        try {
            altered = log.verified(signed).findings().stream()
                    .findFirst()
                    .map(finding -> Problem.of(ProblemCode.AUDIT_ALTERED, Map.of("finding", finding.sentence())));
        } catch (IOException e) {
            altered = Optional.of(Problem.of(ProblemCode.AUDIT_ALTERED, Map.of("finding", Sentence.said(e))));
        }
    }

    /** That the log is not as it was written, if so. */
    public Optional<Problem> altered() {
        return altered;
    }

    /** On whose behalf the present thread runs. */
    public String who() {
        return who.get();
    }

    @Override
    public void record(AuditEvent event) {
        record(who(), event);
    }

    @Override
    public void record(String actor, AuditEvent event) {
        try {
            log.append(actor, event);
        } catch (IOException e) {
            LOG.error("The audit log could not be written; this is not in it: {} {}", actor, event, e);
        }
    }

    @Override
    public AuditHead head() throws IOException {
        return log.head();
    }

    @Override
    public AuditVerification.Report verified(Optional<AuditHead> signed) throws IOException {
        return log.verified(signed);
    }

    @Override
    public List<AuditEntry> before(long number, int most, Predicate<AuditEntry> wanted) throws IOException {
        return log.before(number, most, wanted);
    }
}
