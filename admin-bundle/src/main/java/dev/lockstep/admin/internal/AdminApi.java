package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Dispatcher;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.work.Operations;
import dev.lockstep.core.access.Access;
import dev.lockstep.core.access.Guarded;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.JoinTokens;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.NamedSettings;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.SiteAssignments;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.Upstream;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/** {@code /api/v1/admin}: what the commands do, for people who signed in over HTTP, and its description for programs. */
@Component(
        service = Handler.class,
        property = {HttpPort.PATH + "=" + AdminApi.PATH, HttpPort.PATH + "=" + OpenApiResource.PATH})
public final class AdminApi extends Handler.Abstract implements Guarded {
    static final String PATH = "/api/v1/admin";
    private static final int AT_A_TIME = 4;
    private static final int QUEUED = 64;

    private final List<Route> routes;
    private final Dispatcher dispatcher;
    /** Apart from the port's threads: a question that waits for the vendor's server keeps no client waiting. */
    private final ExecutorService answers = threads("lockstep-admin", AT_A_TIME, QUEUED);

    /** One more than works at a time, which is refused before it gets here. */
    private final ExecutorService work = threads("lockstep-admin-work", 1, 1);

    /** Called by Declarative Services. */
    @Activate
    public AdminApi(
            @Reference UpdateAgent agent,
            @Reference Settings settings,
            @Reference NamedSettings named,
            @Reference Distribution distribution,
            @Reference SiteVersions versions,
            @Reference ExternalModules modules,
            @Reference KnownComputers computers,
            @Reference Admissions admissions,
            @Reference HttpPort port,
            @Reference Site site,
            @Reference TrustedSite trusted,
            @Reference AuditTrail trail,
            @Reference OfflineImport offline,
            @Reference Upstream upstream,
            @Reference SiteAssignments assignments) {
        Operations operations = new Operations(PATH + "/operations", work, InstantSource.system());
        Uploads uploads = new Uploads(offline::uploads);
        List<Route> described = Stream.of(
                        new StatusResource(agent, settings, distribution, versions).routes(),
                        new UpdateResource(agent, operations).routes(),
                        operations.routes(),
                        new SettingsResource(named, trail).routes(),
                        new ModulesResource(modules, operations).routes(),
                        new LocalModulesResource(modules, uploads).routes(),
                        new ApproveResource(modules, site, upstream).routes(),
                        new ImportResource(offline, operations, uploads).routes(),
                        new ComputersResource(agent, computers, versions).routes(),
                        new AdmissionsResource(admissions).routes(),
                        new JoinTokenResource(new JoinTokens(admissions, port, settings, site, trusted)).routes(),
                        new AssignResource(assignments, operations).routes(),
                        new DeclinedResource(agent, assignments).routes(),
                        new CancelResource(agent, offline).routes(),
                        new SiteResource(settings, site, trusted, port).routes(),
                        new AuditResource(trail).routes())
                .flatMap(List::stream)
                .toList();
        routes = Stream.concat(described.stream(), Stream.of(new OpenApiResource(described).route()))
                .toList();
        dispatcher = new Dispatcher(routes, answers);
    }

    private static ExecutorService threads(String name, int most, int queued) {
        ThreadPoolExecutor pool =
                new ThreadPoolExecutor(most, most, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(queued), task -> {
                    Thread thread = new Thread(task, name);
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }

    /** What is there to ask for. */
    List<Route> routes() {
        return routes;
    }

    @Override
    public Access access(String method, String path) {
        return dispatcher.access(method, path);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        dispatcher.handle(request, response, callback);
        return true;
    }

    /** Work under way goes on: an update is not broken off because somebody exchanges this bundle. */
    @Deactivate
    void end() {
        answers.shutdown();
        work.shutdown();
    }
}
