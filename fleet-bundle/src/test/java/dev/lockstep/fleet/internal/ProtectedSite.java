package dev.lockstep.fleet.internal;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.settings.HttpSettings.Admission;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.access.AccessFilter;
import dev.lockstep.distribution.internal.access.AccessRules;
import dev.lockstep.distribution.internal.access.SignedInUsers;
import dev.lockstep.distribution.internal.http.HttpOptions;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.distribution.internal.tls.SiteKeySource;
import dev.lockstep.fleet.internal.admission.AdmissionFolder;
import dev.lockstep.fleet.internal.admission.AdmissionList;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.RosterFolder;
import dev.lockstep.fleet.internal.computers.Speakers;
import dev.lockstep.fleet.internal.http.ComputersHandler;
import dev.lockstep.fleet.internal.http.EnrolHandler;
import dev.lockstep.fleet.internal.http.EventStreams;
import dev.lockstep.fleet.internal.http.EventsHandler;
import dev.lockstep.fleet.internal.http.ReportHandler;
import dev.lockstep.fleet.internal.http.SiteHandler;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.signing.site.SiteRepository;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** A server with its one port and its access filter, on a free port of loopback. Nothing of it is a stand-in but what it distributes. */
final class ProtectedSite implements AutoCloseable {
    final AdmissionList admissions;
    final Site.SwitchableDistribution distribution = new Site.SwitchableDistribution();
    Instant now = Instant.now();
    volatile Optional<byte[]> nodeSays = Optional.empty();
    final Roster roster;
    private final Fleet fleet;
    private final EventStreams streams;
    private final JettyPort port;
    private final ServerTls tls;

    ProtectedSite(Path folder) {
        this(folder, 0);
    }

    ProtectedSite(Path folder, int listen) {
        this(folder, listen, Instant.now());
    }

    /** A server whose certificates were made at some time. */
    ProtectedSite(Path folder, int listen, Instant certified) {
        admissions = new AdmissionList(
                new AdmissionFolder(folder.resolve("site")), false, () -> now, AdmissionList.Limits.USUAL, event -> {});
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofMinutes(1),
                event -> {},
                new Speakers("server", admissions));
        fleet = new Fleet(folder, Clock.systemUTC(), () -> false, Vouched::everything, roster);
        fleet.assignRelease(Optional.of(Version.parse("1.0.0")));
        streams = new EventStreams(fleet, distribution, RandomGenerator.getDefault(), Duration.ofSeconds(15), 100);
        tls = new ServerTls(new SiteKeySource(
                folder.resolve("site/tls"), "server", () -> Set.of("localhost"), InstantSource.fixed(certified)));
        AccessFilter filter = new AccessFilter(
                new AccessRules(Set.of(), Admission.WAITING, false), () -> Optional.of(admissions), SignedInUsers.NONE);
        port = new JettyPort(
                new HttpOptions(Optional.of("127.0.0.1"), listen, Duration.ofSeconds(30), 1000, 8192, 1 << 20, 0, 8),
                () -> true,
                Optional.of(tls),
                Optional.of(filter));
        admissions.watch(filter::lost);
        port.add(List.of(SiteHandler.METADATA), new SiteHandler(fleet, distribution));
        port.add(List.of(ReportHandler.PATH), new ReportHandler(fleet, roster, distribution));
        port.add(List.of(EventsHandler.PATH), EventsHandler.with(streams, distribution));
        port.add(List.of(EnrolHandler.PATH), new EnrolHandler(admissions));
        port.add(List.of(ComputersHandler.PATH), new ComputersHandler(roster));
        port.add(List.of("/targets", "/metadata/vendor"), answering(Access.SIGNED, () -> new byte[] {'x'}));
        port.add(
                List.of("/" + NodeDescription.PATH),
                answering(Access.EVERYBODY, () -> nodeSays.orElseGet(() -> NodeJson.writeNode(description()))));
        port.adjust();
    }

    private NodeDescription description() {
        return new NodeDescription(
                "server", "server", Optional.empty(), distribution.state().word(), List.of());
    }

    private static Handler answering(Access access, Supplier<byte[]> body) {
        return new GuardedHandler(access) {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                response.write(true, ByteBuffer.wrap(body.get()), callback);
                return true;
            }
        };
    }

    int port() {
        return port.local().orElseThrow().getPort();
    }

    JoinToken token(int uses) {
        var secret = admissions.issueSecret(uses, Duration.ofDays(1));
        return new JoinToken(
                new ServerAddress("127.0.0.1", port()),
                Fingerprint.of(tls.current().orElseThrow().authority()),
                Optional.of(fleet.own().change(SiteRepository::fingerprint)),
                secret.text(),
                secret.expires());
    }

    @Override
    public void close() throws Exception {
        port.close();
        streams.close();
        roster.close();
    }
}
