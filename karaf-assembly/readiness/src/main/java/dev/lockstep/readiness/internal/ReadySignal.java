package dev.lockstep.readiness.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.features.BootFinished;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * Writes {@code data/launcher/ready} when the node has finished its start: the number of its process, then the bundles that did not
 * become active, one a line. {@code bin/lockstep start} waits for it. The bundle starts last (start level 90), so the others have
 * had their turn.
 */
@Component(
        service = {},
        immediate = true)
public final class ReadySignal {
    private final List<Path> written;

    /** Called once everything is there. */
    @Activate
    public ReadySignal(BundleContext context, @Reference BootFinished bootFinished) throws IOException {
        String home = context.getProperty("lockstep.home");
        // Without the launcher, as in a plain Karaf, there is nobody to tell.
        written = home == null ? List.of() : List.of(write(Path.of(home), context));
    }

    /** The node is going down. */
    @Deactivate
    public void withdraw() throws IOException {
        for (Path file : written) {
            Files.deleteIfExists(file);
        }
    }

    private static Path write(Path home, BundleContext context) throws IOException {
        Path file = home.resolve("data/launcher/ready");
        Files.createDirectories(file.getParent());
        String text = Stream.concat(
                        Stream.of(Long.toString(ProcessHandle.current().pid())), notActive(context.getBundles()))
                .collect(Collectors.joining("\n", "", "\n"));
        Path fresh = file.resolveSibling("ready.new");
        Files.writeString(fresh, text);
        return Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Bundles that should have become active and have not; fragments and those that wait for their first class cannot. */
    private static Stream<String> notActive(Bundle[] bundles) {
        return Stream.of(bundles)
                .filter(bundle -> bundle.getHeaders("").get("Fragment-Host") == null)
                .filter(bundle -> bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " ("
                        + (bundle.getState() == Bundle.INSTALLED ? "installed" : "resolved") + ")");
    }
}
