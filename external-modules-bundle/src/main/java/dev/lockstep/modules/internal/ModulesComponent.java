package dev.lockstep.modules.internal;

import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.ModuleSettings;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.modules.internal.deployment.Deployment;
import dev.lockstep.modules.internal.deployment.FrameworkReady;
import dev.lockstep.modules.internal.deployment.VerifiedBytes;
import dev.lockstep.modules.internal.feed.PassedOnModules;
import dev.lockstep.modules.internal.resolution.InstalledPlatform;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts together in a node, and restores the modules when the framework has started. */
@Component(
        service = {ExternalModules.class, PassedOnModules.class},
        immediate = true,
        configurationPid = "dev.lockstep.modules")
public final class ModulesComponent extends NodeModules {
    private static final Logger LOG = LoggerFactory.getLogger(ModulesComponent.class);

    private final BundleContext context;
    private final ExecutorService restorer =
            Executors.newSingleThreadExecutor(task -> new Thread(task, "lockstep-modules"));
    private final Future<?> restored;

    /** Reads what is wanted, and begins to wait for the framework. */
    @Activate
    public ModulesComponent(
            BundleContext context,
            @Reference ContentStore store,
            @Reference Settings settings,
            @Reference Upstream upstream,
            @Reference Audit audit,
            Map<String, Object> properties)
            throws IOException {
        this(context, store, settings, upstream, audit, ModuleSettings.FILE.read(properties, LOG::warn));
    }

    private ModulesComponent(
            BundleContext context,
            ContentStore store,
            Settings settings,
            Upstream upstream,
            Audit audit,
            EtcValues values)
            throws IOException {
        this(context, store, settings, upstream, audit, limits(values), values.get(ModuleSettings.FAILURES));
    }

    static Deployment.Limits limits(EtcValues values) {
        return new Deployment.Limits(
                Duration.ofSeconds(60),
                values.get(ModuleSettings.READY_WITHIN),
                Duration.ofMillis(values.get(ModuleSettings.SETTLE)));
    }

    ModulesComponent(
            BundleContext context,
            ContentStore store,
            Settings settings,
            Upstream upstream,
            Audit audit,
            Deployment.Limits limits,
            int failures)
            throws IOException {
        super(parts(context, store, settings, upstream, audit, limits, failures));
        this.context = context;
        load();
        this.restored = restorer.submit(this::restoreWhenReady);
    }

    private static Parts parts(
            BundleContext context,
            ContentStore store,
            Settings settings,
            Upstream upstream,
            Audit audit,
            Deployment.Limits limits,
            int failures) {
        Neighbours neighbours = new Neighbours(context);
        Path folder = settings.identity().data().resolve("modules");
        Supplier<Fitness> fitness = () -> new Fitness(Computer.of(settings.current(), neighbours.agent()), failures);
        ModuleListFile file = new ModuleListFile(folder.resolve("modules.json"));
        Transactions transactions = new Transactions(
                new Deployment(context, new VerifiedBytes(store), ModulesComponent::isOfNode, limits),
                () -> InstalledPlatform.of(context, Deployment::isOfModules, ModulesComponent::isOfNode),
                fitness,
                file,
                new GuardList(settings.identity().data().resolve("guard").resolve("modules.sha256")));
        return new Parts(
                fitness,
                new Supply(store, settings, upstream, neighbours),
                transactions,
                new LocalModules(folder.resolve("local"), store),
                file,
                audit);
    }

    /** Done when the modules of the last run are there again, or it was said why not. */
    Future<?> restored() {
        return restored;
    }

    private static boolean isOfNode(Bundle bundle) {
        return String.valueOf(bundle.getSymbolicName()).startsWith("dev.lockstep.") && !Deployment.isOfModules(bundle);
    }

    private void restoreWhenReady() {
        try {
            FrameworkReady.await(context);
            restore();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException | IOException e) {
            LOG.error("The external modules could not be restored", e);
        }
    }

    @Deactivate
    void stop() {
        restorer.shutdownNow();
    }
}
