package dev.lockstep.modules.internal.resolution;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.BundleNamespace;
import org.osgi.framework.namespace.ExecutionEnvironmentNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.resource.Requirement;

/** Describes a requirement for people. */
final class RequirementText {
    private static final Pattern TEST = Pattern.compile("(\\(!)?\\(([^()=<>~]+)(=|>=|<=)((?:[^()\\\\]|\\\\.)*)\\)");

    private RequirementText() {}

    /** For example {@code the package a.b, version 1.0.0 or newer, before 2.0.0}. */
    static String of(Requirement requirement) {
        String namespace = requirement.getNamespace();
        String filter = requirement.getDirectives().getOrDefault(Constants.FILTER_DIRECTIVE, "");
        String kind = switch (namespace) {
            case PackageNamespace.PACKAGE_NAMESPACE -> "the package";
            case BundleNamespace.BUNDLE_NAMESPACE -> "the bundle";
            case ModuleRequirement.HOST -> "the host bundle";
            case ExecutionEnvironmentNamespace.EXECUTION_ENVIRONMENT_NAMESPACE -> "the Java platform";
            case "osgi.service" -> "the service";
            case "osgi.extender" -> "the extender";
            default -> namespace;
        };
        List<String> parts = new ArrayList<>();
        String name = "";
        Matcher test = TEST.matcher(filter);
        while (test.find()) {
            String value = test.group(4).replaceAll("\\\\(.)", "$1");
            boolean not = test.group(1) != null;
            if (!not && test.group(3).equals("=") && isName(namespace, test.group(2))) {
                name = value;
            } else {
                parts.add(comparison(test.group(2), not, test.group(3), value));
            }
        }
        return name.isEmpty()
                ? kind + " " + filter
                : kind + " " + name + (parts.isEmpty() ? "" : ", " + String.join(", ", parts));
    }

    private static boolean isName(String namespace, String attribute) {
        return attribute.equals(namespace)
                || attribute.equals("osgi.wiring.host")
                || attribute.equals(Constants.OBJECTCLASS);
    }

    private static String comparison(String attribute, boolean not, String operator, String value) {
        String prefix = attribute.endsWith("version") ? "" : attribute + " ";
        return prefix
                + switch (operator) {
                    case ">=" -> not ? "before " + value : "version " + value + " or newer";
                    case "<=" -> not ? "after " + value : "up to " + value;
                    default -> not ? "not " + value : "version " + value;
                };
    }
}
