package dev.lockstep.fleet.internal;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.ComputerReport;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.version.Version;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the computers below this one should run and do run. Safe for use by several threads. */
@Component(
        service = {Assignments.class, Fleet.class},
        immediate = true)
public final class Fleet implements Assignments {
    private final AssignmentFile file;
    private final Roster roster;
    private final List<AssignmentWatcher> watchers = new CopyOnWriteArrayList<>();
    private Assignment current;

    /** Called by Declarative Services. */
    @Activate
    public Fleet(@Reference Settings settings, @Reference Roster roster) {
        this(
                new AssignmentFile(
                        settings.identity().data().resolve("fleet"),
                        () -> UUID.randomUUID().toString()),
                roster);
    }

    Fleet(AssignmentFile file, Roster roster) {
        this.file = file;
        this.roster = roster;
        this.current = file.load();
    }

    @Override
    public synchronized Assignment current() {
        return current;
    }

    @Override
    public synchronized Assignment assignRelease(Optional<Version> release) {
        Objects.requireNonNull(release, "release");
        return release.equals(current.release())
                ? current
                : assign(new Assignment(
                        current.site(), current.revision() + 1, release, current.modules(), current.modulesKnown()));
    }

    @Override
    public synchronized Assignment assignModules(List<AssignedModule> modules) {
        List<AssignedModule> sorted = modules.stream()
                .sorted(Comparator.comparing(AssignedModule::name))
                .toList();
        Set<String> names = new HashSet<>();
        for (AssignedModule module : sorted) {
            if (!names.add(module.name())) {
                throw new IllegalArgumentException("the module " + module.name() + " is there twice");
            }
        }
        return current.modulesKnown() && sorted.equals(current.modules())
                ? current
                : assign(new Assignment(current.site(), current.revision() + 1, current.release(), sorted, true));
    }

    @Override
    public List<ComputerReport> computers() {
        return roster.computers().stream().map(SeenComputer::report).toList();
    }

    void watch(AssignmentWatcher watcher) {
        watchers.add(watcher);
    }

    void unwatch(AssignmentWatcher watcher) {
        watchers.remove(watcher);
    }

    /** On disk first: a revision that a client has seen is never given to another assignment, even after a power cut. */
    private Assignment assign(Assignment next) {
        file.save(next);
        current = next;
        watchers.forEach(watcher -> watcher.assigned(next));
        return next;
    }
}
