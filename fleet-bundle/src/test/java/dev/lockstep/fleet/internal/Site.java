package dev.lockstep.fleet.internal;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.fleet.internal.computers.Roster;
import dev.lockstep.fleet.internal.computers.RosterFolder;
import dev.lockstep.fleet.internal.http.ComputersHandler;
import dev.lockstep.fleet.internal.http.EventStreams;
import dev.lockstep.fleet.internal.http.EventsHandler;
import dev.lockstep.fleet.internal.http.ReportHandler;
import dev.lockstep.fleet.internal.http.SiteHandler;
import dev.lockstep.fleet.internal.http.TimeHandler;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** A fleet on disk, behind a real server on a free port of loopback. */
final class Site implements AutoCloseable {
    /** Fewer than clients in any test: who holds a thread for a client is found out. */
    private static final int THREADS = 8;

    final SwitchableDistribution distribution = new SwitchableDistribution();
    final Roster roster;
    final Fleet fleet;
    final EventStreams streams;
    private final TimeHandler times;
    HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Server server = new Server(new QueuedThreadPool(THREADS));
    private final ServerConnector connector = new ServerConnector(
            server, 1, 1, new HttpConnectionFactory(), new HTTP2CServerConnectionFactory(new HttpConfiguration()));

    Site(Path folder) throws Exception {
        this(folder, Duration.ofSeconds(15), 20_000);
    }

    Site(Path folder, Duration beat, int maximumStreams) throws Exception {
        roster = new Roster(
                new RosterFolder(folder.resolve("computers")),
                InstantSource.system(),
                Roster.Limits.USUAL,
                Duration.ofMinutes(1),
                event -> {},
                Reports.speakers(folder));
        fleet = new Fleet(folder, Clock.systemUTC(), () -> false, Vouched::everything, roster);
        times = TimeHandler.with(
                fleet,
                () -> {
                    throw new IllegalStateException("there is nothing above a main server");
                },
                distribution,
                Duration.ofSeconds(10));
        streams = new EventStreams(fleet, distribution, RandomGenerator.getDefault(), beat, maximumStreams);
        connector.setHost("127.0.0.1");
        connector.setPort(0);
        // Small, so that a client that does not read is noticed after kilobytes rather than megabytes.
        connector.setAcceptedSendBufferSize(4096);
        server.addConnector(connector);
        server.setHandler(new Handler.Sequence(
                new SiteHandler(fleet, distribution),
                times,
                new ReportHandler(fleet, roster, distribution),
                new ComputersHandler(roster),
                EventsHandler.with(streams, distribution)));
        server.start();
    }

    int port() {
        return connector.getLocalPort();
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> report(ComputerReport report) throws IOException, InterruptedException {
        return post("application/json", HttpRequest.BodyPublishers.ofByteArray(NodeJson.writeReport(report)));
    }

    HttpResponse<String> post(String contentType, HttpRequest.BodyPublisher body)
            throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri("/api/v1/report"))
                        .header("Content-Type", contentType)
                        .POST(body)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Override
    public void close() throws Exception {
        server.stop();
        times.end();
        streams.close();
        roster.close();
    }

    /** The distribution bundle's part, set by the test. */
    static final class SwitchableDistribution implements Distribution {
        volatile State state = new State.Ready(List.of(Version.parse("1.0.0")));

        @Override
        public State state() {
            return state;
        }

        /** Told which release was fetched. */
        Consumer<String> mirrored = version -> {
            throw new UnsupportedOperationException();
        };

        @Override
        public void mirror(Version version, Progress progress) {
            mirrored.accept(version.toString());
        }

        @Override
        public void mirrorModule(String name, Version version, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Verification verify(Progress progress) {
            return new Verification(0, 0, 0);
        }

        @Override
        public List<Sentence> notices() {
            return List.of();
        }

        @Override
        public long missingBytes(Release release) {
            throw new UnsupportedOperationException();
        }
    }
}
