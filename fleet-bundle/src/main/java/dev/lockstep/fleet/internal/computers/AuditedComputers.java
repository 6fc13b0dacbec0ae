package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.KnownComputers;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records in the audit log when a computer is forgotten. */
@Component(service = KnownComputers.class)
public final class AuditedComputers implements KnownComputers {
    private final KnownComputers roster;
    private final Audit audit;

    /** Called by Declarative Services. */
    @Activate
    public AuditedComputers(@Reference Roster roster, @Reference Audit audit) {
        this.roster = roster;
        this.audit = audit;
    }

    @Override
    public List<Known> known() {
        return roster.known();
    }

    @Override
    public boolean forget(String id) throws IOException {
        Optional<Known> known = roster.known().stream()
                .filter(computer -> computer.id().equals(id))
                .findFirst();
        boolean forgotten = roster.forget(id);
        if (forgotten) {
            String name = known.map(Known::name).orElse("");
            audit.record(AuditEvent.of("forget computer", id, "forgotten").change(name, ""));
        }
        return forgotten;
    }
}
