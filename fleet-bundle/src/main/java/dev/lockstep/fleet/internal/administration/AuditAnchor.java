package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.audit.AuditFinding;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.Settings;
import dev.lockstep.fleet.internal.assignment.Fleet;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has a main server sign, within a minute, how far its audit log has come. */
@Component(service = AuditAnchor.class, immediate = true)
public final class AuditAnchor {
    private static final Duration LOOK = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(AuditAnchor.class);

    private final Fleet fleet;
    private final AuditTrail trail;
    private final String node;
    private final ScheduledExecutorService executor;
    private List<AuditFinding> known = List.of();

    /** Called by Declarative Services. */
    @Activate
    public AuditAnchor(@Reference Fleet fleet, @Reference AuditTrail trail, @Reference Settings settings) {
        this.fleet = fleet;
        this.trail = trail;
        this.node = settings.identity().id();
        this.executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-audit");
            thread.setDaemon(true);
            return thread;
        });
        var unused =
                executor.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            List<AuditFinding> findings = fleet.anchor(node, trail);
            if (!findings.equals(known)) {
                known = findings;
                findings.forEach(
                        finding -> LOG.error("The audit log is not the one that was written: {}.", finding.text()));
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("How far the audit log has come could not be signed; it is tried again in a minute.", e);
        }
    }

    @Deactivate
    void close() {
        executor.shutdownNow();
    }
}
