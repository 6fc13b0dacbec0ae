package dev.lockstep.modules.internal.feed;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Modules in the formats of the ecosystem: a Karaf features file, and an OSGi repository index (OSGi Compendium 8, section
 * 132.5). Both give the addresses of the payloads on the one port.
 *
 * @param modules what is listed
 * @param base the address of this computer, without a path
 */
record ModuleFeed(List<ModuleRelease> modules, URI base) {
    private static final String NAME = "lockstep-modules";
    private static final String FEATURES = "http://karaf.apache.org/xmlns/features/v1.6.0";
    private static final String REPOSITORY = "http://www.osgi.org/xmlns/repository/v1.0.0";

    ModuleFeed {
        modules = List.copyOf(modules);
    }

    /** The features file: a feature for each module. What modules need of each other, Karaf finds in the index. */
    byte[] features() {
        return XmlText.document(FEATURES, "features", Map.of("name", NAME), xml -> {
            xml.element("resource-repository", Map.of(), base + "/" + ModuleFeedHandler.INDEX);
            for (ModuleRelease module : modules) {
                xml.element(
                        "feature",
                        Map.of(
                                "name", module.name(),
                                "version", module.version().toString(),
                                "description", module.title()),
                        () -> feature(module, xml));
            }
        });
    }

    private void feature(ModuleRelease module, XmlText xml) {
        xml.element("details", Map.of(), module.description());
        for (Bundle bundle : module.bundles()) {
            xml.element("bundle", Map.of("start-level", Integer.toString(bundle.startLevel())), address(bundle));
        }
    }

    /** The index: a resource for each bundle. */
    byte[] index() {
        return XmlText.document(REPOSITORY, "repository", Map.of("name", NAME), xml -> {
            for (ModuleRelease module : modules) {
                for (Bundle bundle : module.bundles()) {
                    xml.element("resource", Map.of(), () -> resource(bundle, xml));
                }
            }
        });
    }

    private void resource(Bundle bundle, XmlText xml) {
        clause("capability", content(bundle), xml);
        bundle.capabilities().forEach(capability -> clause("capability", capability, xml));
        bundle.requirements().forEach(requirement -> clause("requirement", requirement, xml));
    }

    private Clause content(Bundle bundle) {
        return new Clause(
                "osgi.content",
                Map.of(
                        "osgi.content", bundle.blob().digest().hex(),
                        "url", address(bundle),
                        "size:Long", Long.toString(bundle.blob().length()),
                        "mime", "application/vnd.osgi.bundle"),
                Map.of());
    }

    private static void clause(String element, Clause clause, XmlText xml) {
        xml.element(element, Map.of("namespace", clause.namespace()), () -> {
            clause.attributes().forEach((key, value) -> attribute(key, value, xml));
            clause.directives()
                    .forEach((name, value) -> xml.element("directive", Map.of("name", name, "value", value), ""));
        });
    }

    private static void attribute(String key, String value, XmlText xml) {
        int colon = key.indexOf(':');
        String name = colon < 0 ? key : key.substring(0, colon);
        Optional<String> type = colon < 0 ? Optional.empty() : Optional.of(key.substring(colon + 1));
        xml.element(
                "attribute",
                type.map(known -> Map.of("name", name, "type", known, "value", value))
                        .orElse(Map.of("name", name, "value", value)),
                "");
    }

    private String address(Bundle bundle) {
        return base + "/targets/" + bundle.blob().digest().path();
    }
}
