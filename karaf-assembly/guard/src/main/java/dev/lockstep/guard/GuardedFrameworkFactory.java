package dev.lockstep.guard;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/**
 * Makes the framework, with the guard in it. Karaf takes this jar for the framework itself, by {@code karaf.framework.felix} and
 * {@code karaf.framework.factory} in {@code etc/config.properties}; Felix is on the class path that its manifest names.
 *
 * <p>The guard is an activator of the framework itself: it works before the first bundle of the cache is resolved. Karaf starts
 * what its own {@code Karaf-Activator} names too late for that, when the bundles of the first start level run already.
 */
public final class GuardedFrameworkFactory implements FrameworkFactory {
    /** Tells the bundles whether the guard stands: {@value #STANDS} or {@value #OPENED}; absent without a guard. */
    public static final String STATE = "dev.lockstep.guard";

    /** Names the classes that are started with the framework, after the guard. */
    static final String ACTIVATORS = "lockstep.framework.activators";

    static final String STANDS = "stands";
    static final String OPENED = "opened";

    @Override
    public Framework newFramework(Map<String, String> configuration) {
        // Nothing of the node is there before this but Karaf's own start.
        TimedOutput.install();
        Path home = folder("karaf.home");
        Path etc = folder("karaf.etc");
        Path installation = folder("karaf.base");
        try {
            return newFramework(configuration, home, etc, installation.resolve("data/lockstep/guard"));
        } catch (IOException e) {
            // No framework at all rather than one without a guard.
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Makes a framework.
     *
     * @param home the version that runs, with {@code system} and {@code lib/bundles.sha256}
     * @param etc what the operator of this computer wrote
     * @param lists the folder with the lists that the bundles of the node keep
     * @throws IOException if it cannot be known which bundles are the version's own
     */
    static Framework newFramework(Map<String, String> configuration, Path home, Path etc, Path lists)
            throws IOException {
        // A fragment of the framework would be part of it before the guard is. Felix reads this once, when it is
        // loaded.
        System.setProperty(FelixConstants.FELIX_EXTENSIONS_DISABLE, "true");
        Map<String, Object> guarded = new HashMap<>(configuration);
        List<BundleActivator> activators = new ArrayList<>();
        if (Opening.isOpen(etc)) {
            Notices.say(etc.resolve(Opening.FILE)
                    + " lets bundles run that nobody signed. Remove it unless this computer is"
                    + " there to test them.");
            System.setProperty(STATE, OPENED);
        } else {
            String cache = configuration.get(Constants.FRAMEWORK_STORAGE);
            if (cache == null) {
                throw new IOException("it is not said where the framework has its cache");
            }
            OwnBundles own = OwnBundles.read(home);
            SignedBundles signed = new SignedBundles(lists);
            Refusals refusals = new Refusals();
            BundleCacheFolder folder = new BundleCacheFolder(Path.of(cache), own, signed, refusals);
            folder.sweep();
            Judge judge = new Judge(own, signed, Path.of(cache), folder::swept);
            activators.add(new Guard(judge, own, refusals));
            System.setProperty(STATE, STANDS);
        }
        activators.addAll(others(configuration.getOrDefault(ACTIVATORS, "")));
        guarded.put(FelixConstants.SYSTEMBUNDLE_ACTIVATORS_PROP, activators);
        return new Felix(guarded);
    }

    /** What Karaf would start as fragments of the framework, which are refused here. */
    private static List<BundleActivator> others(String names) throws IOException {
        List<BundleActivator> activators = new ArrayList<>();
        for (String name : names.split("[,\\s]+")) {
            if (!name.isEmpty()) {
                try {
                    activators.add(Class.forName(name)
                            .asSubclass(BundleActivator.class)
                            .getDeclaredConstructor()
                            .newInstance());
                } catch (ReflectiveOperationException e) {
                    throw new IOException(name + " is not there", e);
                }
            }
        }
        return activators;
    }

    private static Path folder(String property) {
        String folder = System.getProperty(property);
        if (folder == null) {
            throw new IllegalStateException("the system property " + property + " is not set");
        }
        return Path.of(folder).toAbsolutePath().normalize();
    }
}
