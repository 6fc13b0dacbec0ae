package dev.lockstep.benchmarks.catalogue;

import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.modules.internal.ModulesComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

/** What of a node is concerned with modules, on disk and in a framework of its own: the services that a real one runs. */
final class ModuleNode implements AutoCloseable {
    private final Framework framework;
    private final ExternalModules modules;

    ModuleNode(Path home, SignedModules vendor) throws Exception {
        Files.createDirectories(home.resolve("etc"));
        Files.writeString(
                home.resolve("etc/dev.lockstep.node.cfg"), "source = folder\nfolder = " + vendor.folder() + "\n");
        Files.write(home.resolve("etc/vendor-root.json"), vendor.root());
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE, home.resolve("cache").toString()));
        framework.start();
        SettingsService settings = new SettingsService(home, "benchmark");
        FileContentStore store = new FileContentStore(settings.identity().data().resolve("store"));
        Audit silent = event -> {};
        UpstreamService upstream =
                new UpstreamService(settings, store, new MembershipService(settings, silent), silent);
        modules = new ModulesComponent(framework.getBundleContext(), store, settings, upstream, silent, Map.of());
    }

    ExternalModules modules() {
        return modules;
    }

    @Override
    public void close() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }
}
