package dev.lockstep.core.node;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * What a computer should run, as assigned by its site.
 *
 * @param site the fingerprint of the site that says so
 * @param revision rises with every change, per site
 * @param release the release; empty while the server has none to assign
 * @param modules the modules, exactly; meaningless unless {@code modulesKnown}
 * @param modulesKnown false after a reinstallation, until the module list was restored: clients then delete nothing
 */
public record Assignment(
        String site, long revision, Optional<Version> release, List<AssignedModule> modules, boolean modulesKnown) {
    public Assignment {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(release, "release");
        modules = List.copyOf(modules);
        if (revision < 0) {
            throw new IllegalArgumentException("an assignment cannot have revision " + revision);
        }
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
                signed.modulesKnown());
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
