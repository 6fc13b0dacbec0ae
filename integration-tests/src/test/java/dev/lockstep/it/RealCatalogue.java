package dev.lockstep.it;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.VendorSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Third-party bundles with dependencies among them: each a module of its own, and some as one feature. */
final class RealCatalogue {
    /** What an administrator asks for; the rest comes because these need it. */
    static final List<String> WANTED = List.of(
            "acceptance-kit",
            "com.fasterxml.jackson.dataformat.jackson-dataformat-yaml",
            "com.github.ben-manes.caffeine",
            "com.google.gson",
            "com.google.guava",
            "com.h2database",
            "joda-time",
            "org.apache.commons.commons-collections4",
            "org.apache.commons.commons-compress",
            "org.apache.commons.commons-csv",
            "org.apache.commons.math3",
            "org.apache.commons.text",
            "org.jsoup");

    private static final String OWN = "dev.lockstep.client dev.lockstep.commands dev.lockstep.distribution"
            + " dev.lockstep.external-modules dev.lockstep.fleet";
    private static final String FEATURE = """
            <?xml version="1.0" encoding="UTF-8"?>
            <features name="acceptance" xmlns="http://karaf.apache.org/xmlns/features/v1.6.0">
              <feature name="acceptance-kit" version="1.0.0" description="Acceptance tests at the customer's site">
                <bundle>mvn:org.apiguardian/apiguardian-api/1.1.2</bundle>
                <bundle>mvn:org.opentest4j/opentest4j/1.3.0</bundle>
                <bundle>mvn:org.junit.platform/junit-platform-commons/1.12.2</bundle>
                <bundle>mvn:org.junit.platform/junit-platform-engine/1.12.2</bundle>
                <bundle>mvn:org.junit.jupiter/junit-jupiter-api/5.12.2</bundle>
                <bundle>mvn:net.bytebuddy/byte-buddy/1.17.7</bundle>
                <bundle>mvn:org.assertj/assertj-core/3.27.6</bundle>
              </feature>
            </features>
            """;

    private RealCatalogue() {}

    static void publish(VendorSite vendor, Path folder) throws IOException {
        Artifacts artifacts = Artifacts.ofBuild();
        List<String> modules = new ArrayList<>();
        try (Stream<Path> jars = Files.list(artifacts.realCatalogue())) {
            jars.forEach(jar -> modules.addAll(List.of("--module", jar.toString())));
        }
        vendor.publish(modules.toArray(String[]::new));
        Path feature = Files.writeString(folder.resolve("acceptance.xml"), FEATURE);
        vendor.publish(
                "--features",
                feature.toString(),
                "--bundles",
                artifacts.realFeatureBundles().toString());
    }

    /** The modules of a computer and their versions, if all of them are active; what is not is named with its state. */
    static Map<String, String> modules(NodeInstallation node) {
        Map<String, String> modules = new TreeMap<>();
        lines(node, "module:list --no-format").forEach(line -> {
            String[] cells = line.split("\t", -1);
            modules.put(cells[0], cells[3].equals("active") ? cells[1] : line);
        });
        return modules;
    }

    /** The bundles of modules that run: active at start level 90, where Lockstep itself has only its last one. */
    static List<String> activeBundles(NodeInstallation node) {
        return lines(node, "bundle:list -t 0 --no-format").stream()
                .filter(line -> line.matches("\\s*\\d+\\s+Active\\s+90\\s.*") && !line.contains("Lockstep ::"))
                .toList();
    }

    /** The numbers of the services of Lockstep's own bundles: a bundle that is restarted or refreshed registers new ones. */
    static List<String> ownServices(NodeInstallation node) {
        return lines(node, "bundle:services -p " + OWN).stream()
                .filter(line -> line.startsWith("service.id"))
                .toList();
    }

    private static List<String> lines(NodeInstallation node, String command) {
        return node.console(command).orThrow().output().lines().toList();
    }
}
