package dev.lockstep.client.internal.audit;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import java.util.Map;
import java.util.function.Consumer;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes into the audit log what the guard refused. The guard stands outside of all bundles, so it knows this service by Java's
 * own type and a property, and calls it on the thread of whoever tried.
 */
@Component(service = Consumer.class, property = "dev.lockstep.guard=refusals")
public final class GuardRefusals implements Consumer<Map<String, String>> {
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public GuardRefusals(@Reference Audit audit) {
        this.audit = audit;
    }

    @Override
    public void accept(Map<String, String> refusal) {
        audit.record(AuditEvent.of(
                        "refuse bundle",
                        refusal.getOrDefault("bundle", ""),
                        "refused: " + refusal.getOrDefault("outcome", ""))
                .origin(refusal.getOrDefault("sha256", ""), refusal.getOrDefault("location", "")));
    }
}
