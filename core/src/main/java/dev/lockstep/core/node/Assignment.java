package dev.lockstep.core.node;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a computer should run, as assigned by its site.
 *
 * @param site the fingerprint of the site that says so
 * @param revision rises with every change, per site
 * @param release the release; empty while the server has none to assign
 * @param modules the modules, exactly; meaningless unless {@code modulesKnown}
 * @param modulesKnown false after a reinstallation, until the module list was restored: clients then delete nothing
 * @param dropped the names of the modules that the site had once and does not want any more, as {@link SiteAssignment#dropped}
 */
public record Assignment(
        String site,
        long revision,
        Optional<Version> release,
        List<AssignedModule> modules,
        boolean modulesKnown,
        Optional<Set<String>> dropped) {
    public Assignment {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(release, "release");
        modules = List.copyOf(modules);
        dropped = dropped.map(Set::copyOf);
        if (revision < 0) {
            throw new IllegalArgumentException("an assignment cannot have revision " + revision);
        }
    }

    /** An assignment that does not say which modules the site has dropped. */
    public Assignment(
            String site, long revision, Optional<Version> release, List<AssignedModule> modules, boolean modulesKnown) {
        this(site, revision, release, modules, modulesKnown, Optional.empty());
    }

    /**
     * Whether the site has decided about a module of a computer: it assigns the module, or has dropped it. A module that it has never
     * heard of stays where it is until somebody was asked. An earlier server does not say what it dropped, and means all.
     */
    public boolean knows(String module) {
        return modules.stream().anyMatch(assigned -> assigned.name().equals(module))
                || dropped.map(names -> names.contains(module)).orElse(true);
    }

    /** What a site assigns, without what it signed of it. */
    public static Assignment of(SiteFingerprint site, SiteAssignment signed, long revision) {
        return new Assignment(
                site.digest().hex(),
                revision,
                signed.release().map(SiteAssignment.AssignedRelease::version),
                signed.modules().stream()
                        .map(module -> new AssignedModule(module.name(), module.version()))
                        .toList(),
                signed.modulesKnown(),
                signed.dropped());
    }

    /**
     * One module of an assignment.
     *
     * @param name its identity
     * @param version its version
     */
    public record AssignedModule(String name, Version version) {
        /** The name of the signed target that describes it. */
        public String targetName() {
            return ModuleRelease.targetName(name, version);
        }
    }
}
