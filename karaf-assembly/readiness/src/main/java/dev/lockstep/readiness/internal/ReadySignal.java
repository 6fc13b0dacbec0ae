package dev.lockstep.readiness.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.features.BootFinished;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleListener;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.FrameworkListener;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.startlevel.FrameworkStartLevel;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.util.tracker.ServiceTracker;
import org.osgi.util.tracker.ServiceTrackerCustomizer;

/**
 * Keeps {@code data/launcher/ready} from when the node has finished its start until it goes down: the number of its process, then
 * what is not in order <em>now</em>, one a line: parts of the node that could not start, with their reasons, what services with the
 * property {@value #NOT_IN_ORDER} say, and bundles that are not active. {@code bin/lockstep start} waits for the file, {@code status} shows it. The bundle starts last (start level 90), so
 * the others have had their turn. Safe for use by several threads.
 */
@Component(
        service = {},
        immediate = true)
public final class ReadySignal implements BundleListener, FrameworkListener {
    private static final String OURS = "dev.lockstep.";
    private static final String NOT_IN_ORDER = "lockstep.not.in.order";

    private final BundleContext context;
    private final ServiceComponentRuntime components;
    private final Optional<Path> file;
    private final ServiceTracker<Object, Object> told;
    private final Map<ServiceReference<?>, String> troubles = new ConcurrentSkipListMap<>();
    private String written = "";

    /** Called once everything is there. */
    @Activate
    public ReadySignal(
            BundleContext context,
            @Reference BootFinished bootFinished,
            @Reference(updated = "changed") ServiceComponentRuntime components)
            throws IOException, InvalidSyntaxException {
        this.context = context;
        this.components = components;
        this.told = new ServiceTracker<>(
                context, context.createFilter("(" + NOT_IN_ORDER + "=*)"), new NotInOrderTracking());
        // Without the launcher, as in a plain Karaf, there is nobody to tell.
        this.file = Optional.ofNullable(context.getProperty("lockstep.home"))
                .map(home -> Path.of(home).resolve("data/launcher/ready"));
        context.addBundleListener(this);
        context.addFrameworkListener(this);
        told.open(true);
        write();
    }

    /** Called by Declarative Services when components came, went, or failed. */
    void changed(ServiceComponentRuntime unused) {
        writeAgain();
    }

    @Override
    public void bundleChanged(BundleEvent event) {
        writeAgain();
    }

    @Override
    public void frameworkEvent(FrameworkEvent event) {
        if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
            writeAgain();
        }
    }

    /** The node is going down. */
    @Deactivate
    public synchronized void withdraw() throws IOException {
        written = "gone";
        context.removeBundleListener(this);
        context.removeFrameworkListener(this);
        told.close();
        if (file.isPresent()) {
            Files.deleteIfExists(file.get());
        }
    }

    private synchronized void writeAgain() {
        try {
            if (!written.equals("gone")) {
                write();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized void write() throws IOException {
        String text = Stream.of(
                        Stream.of(Long.toString(ProcessHandle.current().pid())),
                        failures(),
                        troubles.values().stream(),
                        notActive())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\n", "", "\n"));
        if (file.isEmpty() || text.equals(written)) {
            return;
        }
        Files.createDirectories(file.get().getParent());
        Path fresh = file.get().resolveSibling("ready.new");
        Files.writeString(fresh, text);
        Files.move(fresh, file.get(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        written = text;
    }

    /** Why parts of this node could not start. What waits for them has no reason of its own. */
    private Stream<String> failures() {
        return components.getComponentDescriptionDTOs().stream()
                .filter(component -> component.bundle.symbolicName.startsWith(OURS))
                .flatMap(component -> components.getComponentConfigurationDTOs(component).stream())
                .filter(component -> component.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(component -> reason(String.valueOf(component.failure)))
                .distinct();
    }

    /** What a problem of ours says to a person, or what else stands first in a trace of calls. */
    private static String reason(String trace) {
        List<String> lines = trace.lines().toList();
        return lines.stream()
                .filter(line -> line.contains("ProblemException: "))
                .map(line -> line.substring(line.indexOf("ProblemException: ") + "ProblemException: ".length()))
                .findFirst()
                .orElse(lines.get(0));
    }

    /** Each text is one line of the file. */
    private static String line(ServiceReference<?> service) {
        return String.valueOf(service.getProperty(NOT_IN_ORDER)).replaceAll("\\R", " ");
    }

    /** Keeps what services say as long as they are there. */
    private final class NotInOrderTracking implements ServiceTrackerCustomizer<Object, Object> {
        @Override
        public Object addingService(ServiceReference<Object> service) {
            troubles.put(service, line(service));
            writeAgain();
            return service;
        }

        @Override
        public void modifiedService(ServiceReference<Object> service, Object same) {
            addingService(service);
        }

        @Override
        public void removedService(ServiceReference<Object> service, Object same) {
            troubles.remove(service);
            writeAgain();
        }
    }

    /** While the framework rises to its last start level, what starts at this one or above it is not late. */
    private boolean hadItsTurn(Bundle bundle) {
        int now = context.getBundle(0).adapt(FrameworkStartLevel.class).getStartLevel();
        // Karaf lets the framework begin at level 1, raises it in the background, and keeps the level that was set
        // here.
        boolean risen = now >= Integer.getInteger(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, 1);
        return risen || bundle.adapt(BundleStartLevel.class).getStartLevel() < now;
    }

    /** Bundles that should be active and are not; fragments and those that wait for their first class cannot be. */
    private Stream<String> notActive() {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.getHeaders("").get("Fragment-Host") == null)
                .filter(this::hadItsTurn)
                .filter(bundle -> bundle.getState() == Bundle.INSTALLED || bundle.getState() == Bundle.RESOLVED)
                .map(bundle -> bundle.getSymbolicName() + " " + bundle.getVersion() + " ("
                        + (bundle.getState() == Bundle.INSTALLED ? "installed" : "resolved") + ")");
    }
}
