package dev.lockstep.core.site;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What some computers are to run, as the site signs it.
 *
 * <p>Release and modules are named with length and hash of the description that somebody else signed: a computer installs only
 * what both say in the same way.
 *
 * @param audience for whom it is
 * @param counter rises with every change of any assignment of the site
 * @param release the release; empty while the site has none to assign
 * @param modules the modules, exactly; meaningless unless {@code modulesKnown}
 * @param modulesKnown false while the site does not know its modules, as after a loss: nobody deletes any then
 * @param dropped the names of the modules that the site assigned once or was asked about, and does not want any more: only these are
 *     removed from a computer. Empty if an earlier version signed it, and then whatever is not assigned is removed
 */
public record SiteAssignment(
        Audience audience,
        long counter,
        Optional<AssignedRelease> release,
        List<AssignedModule> modules,
        boolean modulesKnown,
        Optional<Set<String>> dropped) {
    public SiteAssignment {
        Objects.requireNonNull(audience, "audience");
        Objects.requireNonNull(release, "release");
        modules = List.copyOf(modules);
        dropped = dropped.map(Set::copyOf);
        if (counter < 0) {
            throw new IllegalArgumentException("the counter of an assignment cannot be " + counter);
        }
        Set<String> names = new HashSet<>();
        for (AssignedModule module : modules) {
            if (!names.add(module.name())) {
                throw new IllegalArgumentException("the module " + module.name() + " is there twice");
            }
        }
    }

    /** An assignment that does not say which modules the site has dropped. */
    public SiteAssignment(
            Audience audience,
            long counter,
            Optional<AssignedRelease> release,
            List<AssignedModule> modules,
            boolean modulesKnown) {
        this(audience, counter, release, modules, modulesKnown, Optional.empty());
    }

    /** The same for others. */
    public SiteAssignment to(Audience others) {
        return new SiteAssignment(others, counter, release, modules, modulesKnown, dropped);
    }

    /** The same with another counter. */
    public SiteAssignment counted(long number) {
        return new SiteAssignment(audience, number, release, modules, modulesKnown, dropped);
    }

    /** The same with another release. */
    public SiteAssignment releasing(Optional<AssignedRelease> other) {
        return new SiteAssignment(audience, counter, other, modules, modulesKnown, dropped);
    }

    /** The same with exactly these modules, and without others that the site had once. */
    public SiteAssignment assigning(List<AssignedModule> others, Set<String> gone) {
        return new SiteAssignment(audience, counter, release, others, true, Optional.of(gone));
    }

    /**
     * Requires that the vendor or the approver signed exactly the same: nothing is installed that only the site, or only the
     * vendor, names.
     *
     * <p>A module that nobody offers any more is no objection, as it may be here already; it cannot be fetched.
     *
     * @param vouched what vendor and approver signed
     * @param server who assigns it, for the message
     * @throws ProblemException with {@code UNTRUSTED}
     */
    public void requireVouched(VendorMetadata vouched, String server) {
        release.ifPresent(wanted -> {
            Blob signed = vouched.target(wanted.targetName())
                    .orElseThrow(() -> contradicted(server, "site.assigns-unknown-release", wanted.version()));
            if (!signed.equals(wanted.description())) {
                throw contradicted(server, "site.assigns-other-release", wanted.version());
            }
        });
        for (AssignedModule module : modules) {
            boolean other = vouched.target(module.targetName())
                    .filter(signed -> !signed.equals(module.description()))
                    .isPresent();
            if (other) {
                throw contradicted(server, "site.assigns-other-module", module.name() + " " + module.version());
            }
        }
    }

    private static ProblemException contradicted(String server, String key, Object what) {
        return ProblemException.of(
                ProblemCode.UNTRUSTED, Map.of("address", server, "reason", Sentence.of(key, Map.of("what", what))));
    }

    /** The assignment of a site that has not assigned anything yet. */
    public static SiteAssignment nothing(Audience audience) {
        return new SiteAssignment(audience, 0, Optional.empty(), List.of(), false);
    }

    /**
     * A release of an assignment.
     *
     * @param version its version
     * @param description length and hash of its signed description
     */
    public record AssignedRelease(Version version, Blob description) {
        /** The name of the target that the vendor signs. */
        public String targetName() {
            return Release.targetName(version);
        }
    }

    /**
     * A module of an assignment.
     *
     * @param name its identity
     * @param version its version
     * @param description length and hash of its signed description
     */
    public record AssignedModule(String name, Version version, Blob description) {
        /** The name of the target that the vendor or the site's approver signs. */
        public String targetName() {
            return ModuleRelease.targetName(name, version);
        }
    }
}
