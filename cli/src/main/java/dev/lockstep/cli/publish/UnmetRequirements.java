package dev.lockstep.cli.publish;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.module.RequirementFilter;
import dev.lockstep.module.TypedClause;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;

/**
 * What modules need and nobody offers, as far as that can be known where they are published: a node's own bundles are known by
 * the beginnings of their names only, so these are warnings.
 */
final class UnmetRequirements {
    /** The Java that nodes run on. */
    private static final int JAVA = 17;

    /** What Karaf and Lockstep bring, in every node. */
    private static final List<String> OF_NODES = List.of(
            "org.osgi.",
            "org.apache.felix.",
            "org.apache.karaf.",
            "org.ops4j.pax.",
            "org.slf4j",
            "org.apache.logging.",
            "org.apache.commons.logging",
            "org.apache.log4j",
            "org.apache.sshd.",
            "org.apache.aries.",
            "org.jline.",
            "org.objectweb.asm",
            "org.eclipse.jetty.",
            "com.fasterxml.jackson.",
            "javax.annotation",
            "javax.xml.",
            "sun.",
            "com.sun.",
            "dev.lockstep.");

    private static final Set<String> EXTENDERS = Set.of(
            "osgi.component", "osgi.configurator", "osgi.serviceloader.processor", "osgi.serviceloader.registrar");
    private static final Set<String> CHECKED = Set.of(
            PackageNamespace.PACKAGE_NAMESPACE,
            BundleNamespace.BUNDLE_NAMESPACE,
            HostNamespace.HOST_NAMESPACE,
            "osgi.extender",
            "osgi.implementation");

    private final List<TypedClause> offered;
    private final Set<String> ofJava;

    /**
     * @param modules all that are published, those in question among them
     */
    UnmetRequirements(List<ModuleRelease> modules) {
        this.offered = modules.stream()
                .flatMap(module -> module.bundles().stream())
                .flatMap(bundle -> bundle.capabilities().stream())
                .filter(clause -> CHECKED.contains(clause.namespace()))
                .flatMap(clause -> typed(clause).stream())
                .toList();
        this.ofJava = ModuleLayer.boot().modules().stream()
                .flatMap(module -> module.getPackages().stream())
                .collect(Collectors.toSet());
    }

    /** Descriptions of older publishers may hold what nobody can read; they offer nothing. */
    private static Optional<TypedClause> typed(Clause clause) {
        try {
            return Optional.of(TypedClause.capability(clause));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A sentence for each requirement of a module that nobody meets. */
    List<String> of(ModuleRelease module) {
        List<String> unmet = new ArrayList<>();
        for (ModuleRelease.Bundle bundle : module.bundles()) {
            for (Clause requirement : bundle.requirements()) {
                reason(requirement)
                        .ifPresent(reason -> unmet.add("Module " + module.name() + " " + module.version() + ": "
                                + bundle.symbolicName() + " " + bundle.version() + " needs " + reason + "."));
            }
        }
        return unmet;
    }

    private Optional<String> reason(Clause requirement) {
        String text = requirement.directives().get(Constants.FILTER_DIRECTIVE);
        boolean optional = "optional".equals(requirement.directives().get(Constants.RESOLUTION_DIRECTIVE));
        if (text == null || optional) {
            return Optional.empty();
        }
        RequirementFilter filter = RequirementFilter.parse(text);
        if (requirement.namespace().equals(ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE)) {
            return isJavaOfNodes(filter)
                    ? Optional.empty()
                    : Optional.of("a Java that no node has (" + text + "; nodes run on Java " + JAVA + ")");
        }
        if (!CHECKED.contains(requirement.namespace()) || isOfNodes(requirement.namespace(), filter)) {
            return Optional.empty();
        }
        boolean met = offered.stream()
                .anyMatch(one -> one.namespace().equals(requirement.namespace()) && filter.matches(one.attributes()));
        return met
                ? Optional.empty()
                : Optional.of(
                        text + ", which no published module offers; unless the node has it, it cannot be installed");
    }

    private boolean isOfNodes(String namespace, RequirementFilter filter) {
        Optional<String> name = filter.required(namespace);
        if (name.isEmpty()) {
            return true;
        }
        return ofJava.contains(name.get())
                || EXTENDERS.contains(name.get())
                || OF_NODES.stream().anyMatch((name.get() + ".")::startsWith);
    }

    /** As the framework announces them: every version up to its own, under the old names, too. */
    private static boolean isJavaOfNodes(RequirementFilter filter) {
        List<Version> versions = IntStream.rangeClosed(1, JAVA)
                .boxed()
                .flatMap(number -> number < 9
                        ? List.of(new Version(1, number, 0), new Version(number, 0, 0)).stream()
                        : List.of(new Version(number, 0, 0)).stream())
                .toList();
        return List.of("JavaSE", "JavaSE/compact1", "JavaSE/compact2", "JavaSE/compact3", "J2SE", "OSGi/Minimum")
                .stream()
                .anyMatch(name -> filter.matches(Map.of(
                        ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE, name, "version", versions)));
    }
}
