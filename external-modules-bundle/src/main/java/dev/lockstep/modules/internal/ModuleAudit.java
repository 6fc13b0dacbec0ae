package dev.lockstep.modules.internal;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.modules.internal.ModuleList.Entry;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records changes of modules in the audit log. For one thread at a time. */
final class ModuleAudit {
    private final Audit audit;
    private Optional<Problem> refused = Optional.empty();

    ModuleAudit(Audit audit) {
        this.audit = audit;
    }

    /**
     * The modules of this computer have changed.
     *
     * @param source where a module came from
     */
    void changed(ModuleList before, ModuleList after, Function<ModuleRelease, String> source) {
        refused = Optional.empty();
        for (Entry old : before.entries()) {
            if (after.entry(old.module().name()).isEmpty()) {
                audit.record(AuditEvent.of("remove module", old.module().name(), "removed")
                        .change(old.module().version().toString(), ""));
            }
        }
        for (ModuleRelease module : after.modules()) {
            Optional<ModuleRelease> old = before.entry(module.name()).map(Entry::module);
            if (!old.equals(Optional.of(module))) {
                String action = old.isEmpty() ? "install module" : "update module";
                String from =
                        old.map(ModuleRelease::version).map(Object::toString).orElse("");
                audit.record(AuditEvent.of(action, module.name(), "installed")
                        .change(from, module.version().toString())
                        .origin(hashes(module), source.apply(module)));
            }
        }
    }

    /** They stay as they were. A computer that tries again and again by itself makes one entry. */
    void stayed(String how, Problem problem) {
        if (!refused.equals(Optional.of(problem))) {
            refused = Optional.of(problem);
            String subject = problem.facts().getOrDefault("module", "modules");
            audit.record(AuditEvent.of("change modules", subject, how + ": " + problem));
        }
    }

    /** A module came from a file; it is not installed by that. */
    void submitted(ModuleRelease module) {
        audit.record(AuditEvent.of("submit module", module.name(), "submitted")
                .change("", module.version().toString())
                .origin(hashes(module), "a file of this computer"));
    }

    /** Of the files of its bundles. */
    private static String hashes(ModuleRelease module) {
        return module.bundles().stream()
                .map(bundle -> bundle.blob().digest().hex())
                .collect(Collectors.joining(" "));
    }
}
