package dev.lockstep.fleet.internal.assignment;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** Records new assignments for the computers below in the audit log. */
@Component(service = AssignmentAudit.class, immediate = true)
public final class AssignmentAudit implements AssignmentWatcher {
    private final Fleet fleet;
    private final Audit audit;
    private Assignment last;

    /** Called by Declarative Services. */
    @Activate
    public AssignmentAudit(@Reference Fleet fleet, @Reference Audit audit) {
        this.fleet = fleet;
        this.audit = audit;
        this.last = fleet.current();
        fleet.watch(this);
    }

    @Deactivate
    public void close() {
        fleet.unwatch(this);
    }

    @Override
    public synchronized void assigned(Assignment now) {
        if (!now.release().equals(last.release())) {
            audit.record(AuditEvent.of("assign", "release", "signed as revision " + now.revision())
                    .change(text(last.release()), text(now.release())));
        }
        if (!now.modules().equals(last.modules()) || now.modulesKnown() != last.modulesKnown()) {
            audit.record(AuditEvent.of("assign", "modules", "signed as revision " + now.revision())
                    .change(text(last), text(now)));
        }
        Set<String> answered = new TreeSet<>(now.dropped().orElse(Set.of()));
        answered.removeAll(last.dropped().orElse(Set.of()));
        last.modules().forEach(module -> answered.remove(module.name()));
        if (!answered.isEmpty()) {
            audit.record(AuditEvent.of("drop", "modules", "signed as revision " + now.revision())
                    .change(String.join(", ", answered), ""));
        }
        last = now;
    }

    private static String text(Optional<Version> release) {
        return release.map(Version::toString).orElse("");
    }

    private static String text(Assignment assignment) {
        List<Assignment.AssignedModule> modules = assignment.modules();
        String known = assignment.modulesKnown() ? "none" : "not known";
        return modules.isEmpty()
                ? known
                : modules.stream()
                        .map(module -> module.name() + " " + module.version())
                        .collect(Collectors.joining(", "));
    }
}
