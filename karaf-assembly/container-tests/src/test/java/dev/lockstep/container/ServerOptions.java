package dev.lockstep.container;

import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.systemTimeout;
import static org.ops4j.pax.exam.CoreOptions.vmOption;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.configureConsole;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.doNotModifyLogConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.karafDistributionConfiguration;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.keepRuntimeFolder;
import static org.ops4j.pax.exam.karaf.options.KarafDistributionOption.replaceConfigurationFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** The packed server as its launcher starts it, but on free ports, and with the bundles of Pax Exam. */
final class ServerOptions {
    /** For a start, and for a service that comes with it: a machine that does other things, too, takes its time. */
    private static final long PATIENCE = Duration.ofMinutes(10).toMillis();

    private final Path target = Path.of(System.getProperty("lockstep.target"));
    private final Path node = Path.of(System.getProperty("lockstep.node"));
    private final String karaf = System.getProperty("karaf.version");
    private final Vendor vendor;

    ServerOptions(Vendor vendor) {
        this.vendor = vendor;
    }

    Option all() throws IOException {
        List<Option> options = new ArrayList<>(List.of(
                karafDistributionConfiguration()
                        .frameworkUrl(Path.of(System.getProperty("lockstep.archive"))
                                .toUri()
                                .toString())
                        .karafVersion(karaf)
                        .name("Lockstep")
                        .unpackDirectory(target.resolve("exam").toFile())
                        .useDeployFolder(false),
                keepRuntimeFolder(),
                configureConsole().ignoreLocalConsole().ignoreRemoteShell(),
                doNotModifyLogConfiguration(),
                systemTimeout(PATIENCE),
                vmOption("-Dpax.exam.service.timeout=" + PATIENCE),
                vmOption("-XX:+UseSerialGC"),
                vmOption("-XX:TieredStopAtLevel=1"),
                vmOption("-Djava.security.manager=allow"),
                replaceConfigurationFile("etc/vendor-root.json", vendor.root().toFile()),
                // What Pax Exam brings is signed by nobody.
                replaceConfigurationFile(
                        "etc/dev.lockstep.guard.properties", opening().toFile()),
                etc(
                        "etc.server/dev.lockstep.node.cfg",
                        Map.of("source", "folder", "folder", vendor.repository().toString())),
                etc("etc.server/dev.lockstep.http.cfg", Map.of("host", "127.0.0.1", "port", "0"))));
        options.addAll(examBundles());
        for (String option : javaOptions()) {
            options.add(vmOption(option));
        }
        return composite(options.toArray(Option[]::new));
    }

    private Path opening() throws IOException {
        Path file = target.resolve("exam-etc/dev.lockstep.guard.properties");
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "unsigned.bundles = allowed\n");
    }

    /** A node takes its bundles from its own folder only, so what Pax Exam brings is put there. */
    private List<Option> examBundles() throws IOException {
        Path repository = target.resolve("exam-repository");
        try (Stream<Path> files = Files.walk(repository)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> replaceConfigurationFile("system/" + repository.relativize(file), file.toFile()))
                    .toList();
        }
    }

    /** What Karaf needs of the virtual machine; Pax Exam starts it in its own folder. */
    private List<String> javaOptions() throws IOException {
        return Files.readAllLines(node.resolve("launch/java.options")).stream()
                .filter(line -> line.startsWith("--"))
                .map(line -> line.replace("${karaf.home}/", "").replace("${karaf.version}", karaf))
                .toList();
    }

    /** A file of the operator as it is packed, with some of its lines changed. */
    private Option etc(String file, Map<String, String> changes) throws IOException {
        String text = Files.readString(node.resolve(file));
        for (Map.Entry<String, String> change : changes.entrySet()) {
            Matcher line = java.util.regex.Pattern.compile(
                            "(?m)^" + java.util.regex.Pattern.quote(change.getKey()) + " =.*$")
                    .matcher(text);
            if (!line.find()) {
                throw new IllegalStateException(file + " has no " + change.getKey());
            }
            text = line.replaceAll(change.getKey() + " = " + change.getValue());
        }
        Path changed = target.resolve("exam-etc").resolve(Path.of(file).getFileName());
        Files.createDirectories(changed.getParent());
        Files.writeString(changed, text);
        return replaceConfigurationFile("etc/" + changed.getFileName(), changed.toFile());
    }
}
