package dev.lockstep.distribution.internal.people;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/** Where the classes of JAAS are that a file of the administrator names: Karaf's bundle of them, and Java itself. */
final class LoginModules implements Supplier<ClassLoader> {
    private static final String KARAFS = "org.apache.karaf.jaas.modules";

    private final BundleContext context;

    LoginModules(BundleContext context) {
        this.context = context;
    }

    @Override
    public ClassLoader get() {
        return Arrays.stream(context.getBundles())
                .filter(bundle -> KARAFS.equals(bundle.getSymbolicName()))
                .map(bundle -> bundle.adapt(BundleWiring.class))
                .filter(Objects::nonNull)
                .map(BundleWiring::getClassLoader)
                .findFirst()
                .orElseGet(ClassLoader::getSystemClassLoader);
    }
}
