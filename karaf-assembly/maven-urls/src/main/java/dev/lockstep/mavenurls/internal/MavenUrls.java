package dev.lockstep.mavenurls.internal;

import java.io.IOException;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Path;
import java.util.Map;
import org.ops4j.pax.url.mvn.MavenResolver;
import org.osgi.annotation.bundle.Capability;
import org.osgi.annotation.bundle.Header;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.service.url.AbstractURLStreamHandlerService;
import org.osgi.service.url.URLConstants;
import org.osgi.service.url.URLStreamHandlerService;

/** Opens {@code mvn:} addresses. An activator, for Karaf reads its first bundles before it has components. */
@Header(name = Constants.BUNDLE_ACTIVATOR, value = "${@class}")
@Capability(
        namespace = "osgi.service",
        attribute = {
            "objectClass:List<String>='org.osgi.service.url.URLStreamHandlerService'",
            "url.handler.protocol=mvn"
        },
        effective = "active")
@Capability(
        namespace = "osgi.service",
        attribute = "objectClass:List<String>='org.ops4j.pax.url.mvn.MavenResolver'",
        effective = "active")
public final class MavenUrls implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        SystemFolder folder = SystemFolder.of(Path.of(context.getProperty("karaf.home")));
        context.registerService(
                URLStreamHandlerService.class,
                new Handler(folder),
                FrameworkUtil.asDictionary(Map.of(URLConstants.URL_HANDLER_PROTOCOL, "mvn")));
        context.registerService(MavenResolver.class, folder, null);
    }

    @Override
    public void stop(BundleContext context) {
        // The framework withdraws the services.
    }

    private static final class Handler extends AbstractURLStreamHandlerService {
        private final SystemFolder folder;

        Handler(SystemFolder folder) {
            this.folder = folder;
        }

        @Override
        public URLConnection openConnection(URL url) throws IOException {
            return folder.resolve(url.toExternalForm()).toURI().toURL().openConnection();
        }
    }
}
