package dev.lockstep.module;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What belongs to the platform, so that no module may bring it.
 *
 * <p>A second Jetty in a framework was measured to break both; a second copy of our own packages, or a fragment for one of
 * our bundles, would run inside the node itself.
 */
public final class PlatformPackages {
    private static final List<String> PREFIXES = List.of(
            "java",
            "org.eclipse.jetty",
            "org.apache.karaf",
            "org.osgi.framework",
            "org.osgi.resource",
            "org.osgi.service.component.runtime",
            "org.osgi.service.resolver",
            "dev.lockstep.client",
            "dev.lockstep.commands",
            "dev.lockstep.core",
            "dev.lockstep.distribution",
            "dev.lockstep.fleet",
            "dev.lockstep.launcher",
            "dev.lockstep.modules");
    private static final Pattern HOST = Pattern.compile("\\(osgi\\.wiring\\.host=([^)]*)\\)");

    private PlatformPackages() {}

    /** Why a bundle cannot belong to a module, as the end of a sentence; empty if it can. */
    public static Optional<Sentence> objection(Bundle bundle) {
        if (belongs(bundle.symbolicName())) {
            return Optional.of(Sentence.of("module.bundle-of-platform", Map.of("bundle", bundle.symbolicName())));
        }
        for (Clause capability : bundle.capabilities()) {
            String name = capability.attributes().getOrDefault(BundleManifest.PACKAGE, "");
            if (capability.namespace().equals(BundleManifest.PACKAGE) && belongs(name)) {
                return Optional.of(Sentence.of(
                        "module.package-of-platform", Map.of("bundle", bundle.symbolicName(), "package", name)));
            }
        }
        for (Clause requirement : bundle.requirements()) {
            Matcher host = HOST.matcher(requirement.directives().getOrDefault("filter", ""));
            if (requirement.namespace().equals(BundleManifest.HOST) && host.find() && hostBelongs(host.group(1))) {
                return Optional.of(Sentence.of(
                        "module.fragment-of-platform", Map.of("bundle", bundle.symbolicName(), "host", host.group(1))));
            }
        }
        return Optional.empty();
    }

    private static boolean hostBelongs(String host) {
        return host.equals("system.bundle") || host.equals("org.apache.felix.framework") || belongs(host);
    }

    private static boolean belongs(String name) {
        return PREFIXES.stream().anyMatch(prefix -> name.equals(prefix) || name.startsWith(prefix + "."));
    }
}
