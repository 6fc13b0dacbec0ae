package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What an active bundle does not do although it is active: most of what a bundle is for is done by somebody else, who finds it in its
 * manifest (the extender pattern), and who may not be there or may wait.
 *
 * <p>Looked at whenever somebody asks, for settings and services come and go. No class of an extender is used: all of them show by a
 * service with a property that its specification names.
 */
final class Remarks {
    private static final String EXTENDER = "osgi.extender";

    /** Each kind of bundle that an extender works for, and how it shows that it does. */
    private static final List<Extended> KINDS = List.of(
            new Extended(
                    "module.remark-web",
                    "osgi.web.symbolicname",
                    bundle -> header(bundle, "Web-ContextPath").isPresent()),
            new Extended("module.remark-blueprint", "osgi.blueprint.container.symbolicname", Remarks::hasBlueprint));

    private final BundleContext context;

    Remarks(BundleContext context) {
        this.context = context;
    }

    private record Extended(String sentence, String property, Predicate<Bundle> kind) {}

    List<Sentence> of(Bundle bundle) {
        List<Sentence> remarks = new ArrayList<>();
        if (FrameworkSnapshot.isFragment(bundle)) {
            return remarks;
        }
        String name = String.valueOf(bundle.getSymbolicName());
        for (Extended kind : KINDS) {
            if (kind.kind().test(bundle) && !isServed(kind.property(), name)) {
                remarks.add(Sentence.of(
                        kind.sentence(),
                        Map.of(
                                "bundle",
                                name,
                                "path",
                                header(bundle, "Web-ContextPath").orElse(""))));
            }
        }
        remarks.addAll(new DeclaredComponents(context).remarks(bundle));
        remarks.addAll(unmetExtenders(bundle));
        return remarks;
    }

    private static Optional<String> header(Bundle bundle, String name) {
        return Optional.ofNullable(bundle.getHeaders("").get(name));
    }

    private static boolean hasBlueprint(Bundle bundle) {
        return header(bundle, "Bundle-Blueprint").isPresent()
                || bundle.findEntries("OSGI-INF/blueprint", "*.xml", false) != null;
    }

    private boolean isServed(String property, String symbolicName) {
        try {
            String filter = "(" + property + "=" + escaped(symbolicName) + ")";
            return context.getAllServiceReferences(null, filter) != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("the value is escaped", e);
        }
    }

    private static String escaped(String value) {
        return value.replaceAll("[\\\\*()]", "\\\\$0");
    }

    /** Who needs an extender at run time only, or could do without, is wired without it. */
    private List<Sentence> unmetExtenders(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) {
            return List.of();
        }
        List<BundleCapability> offered = new ArrayList<>();
        for (Bundle other : context.getBundles()) {
            BundleWiring theirs = other.adapt(BundleWiring.class);
            if (theirs != null) {
                offered.addAll(theirs.getCapabilities(EXTENDER));
            }
        }
        return wiring.getRevision().getDeclaredRequirements(EXTENDER).stream()
                .filter(requirement -> offered.stream().noneMatch(capability -> meets(capability, requirement)))
                .map(requirement -> Sentence.of(
                        "module.remark-extender",
                        Map.of(
                                "bundle",
                                String.valueOf(bundle.getSymbolicName()),
                                "requirement",
                                requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, EXTENDER))))
                .toList();
    }

    private static boolean meets(BundleCapability capability, BundleRequirement requirement) {
        String filter = requirement.getDirectives().get(Constants.FILTER_DIRECTIVE);
        try {
            return filter == null || FrameworkUtil.createFilter(filter).matches(capability.getAttributes());
        } catch (InvalidSyntaxException e) {
            // The framework has read it already, and would have refused the bundle.
            throw new IllegalStateException(e);
        }
    }
}
