package dev.lockstep.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.OfflineTrust;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.VendorMetadata;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.util.tracker.ServiceTracker;

/** The packed bundle in a plain OSGi framework with Jetty and without Karaf: its components become active and answer. */
@Timeout(300)
class ComponentsIT {
    private static final List<String> SHARED = List.of(
            "dev.lockstep.core.access;version=1.0",
            "dev.lockstep.core.audit;version=1.0",
            "dev.lockstep.core.files;version=1.0",
            "dev.lockstep.core.json;version=1.0",
            "dev.lockstep.core.message;version=1.0",
            "dev.lockstep.core.node;version=1.0",
            "dev.lockstep.core.offline;version=1.0",
            "dev.lockstep.core.pki;version=1.0",
            "dev.lockstep.core.problem;version=1.0",
            "dev.lockstep.core.release;version=1.0",
            "dev.lockstep.core.settings;version=1.0",
            "dev.lockstep.core.source;version=1.0",
            "dev.lockstep.core.store;version=1.0",
            "dev.lockstep.core.transfer;version=1.0",
            "dev.lockstep.core.trust;version=1.0",
            "dev.lockstep.core.tuf;version=1.0",
            "dev.lockstep.core.version;version=1.0",
            "com.fasterxml.jackson.core;version=2.22",
            "com.fasterxml.jackson.databind;version=2.22",
            "com.fasterxml.jackson.databind.json;version=2.22",
            "com.fasterxml.jackson.databind.node;version=2.22",
            "org.osgi.service.cm;version=1.6.1",
            "org.slf4j;version=2.0.17",
            "org.slf4j.event;version=2.0.17",
            "org.slf4j.helpers;version=2.0.17",
            "org.slf4j.spi;version=2.0.17");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private Framework framework;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        String.join(",", SHARED)));
        framework.start();
        BundleContext context = framework.getBundleContext();
        List<Bundle> bundles = new ArrayList<>();
        try (Stream<Path> files = Files.list(Path.of(System.getProperty("bundles")))) {
            for (Path file : files.sorted().toList()) {
                bundles.add(context.installBundle(file.toUri().toString()));
            }
        }
        for (Bundle bundle : bundles) {
            bundle.start();
        }
    }

    @AfterEach
    void stop() throws BundleException, InterruptedException {
        framework.stop();
        framework.waitForStop(20_000);
    }

    @Test
    void the_components_become_active_and_answer_over_http() throws Exception {
        BundleContext context = framework.getBundleContext();
        configure(Map.of("port", 0, "host", "127.0.0.1"));
        Bundle bundle = context.installBundle(
                Path.of(System.getProperty("bundle")).toUri().toString());
        bundle.start();
        assertThat(context.getServiceReference(HttpPort.class)).isNull();

        ContentStore store = new FileContentStore(folder.resolve("data/store"));
        context.registerService(Settings.class, new FixedSettings(folder), null);
        context.registerService(ContentStore.class, store, null);
        NoUpstream upstream = new NoUpstream();
        context.registerService(Upstream.class, upstream, null);
        context.registerService(OfflineTrust.class, upstream, null);
        context.registerService(Audit.class, event -> {}, null);

        BlockingQueue<HttpPort> ports = new LinkedBlockingQueue<>();
        ServiceTracker<HttpPort, HttpPort> tracker = new ServiceTracker<>(context, HttpPort.class, null) {
            @Override
            public HttpPort addingService(ServiceReference<HttpPort> reference) {
                HttpPort port = super.addingService(reference);
                ports.add(port);
                return port;
            }
        };
        tracker.open();
        URI first = ports.poll(120, TimeUnit.SECONDS).local().orElseThrow();
        assertAnswers(first);

        configure(Map.of("port", 0, "host", "127.0.0.1", "idle.seconds", 61));
        URI second = ports.poll(120, TimeUnit.SECONDS).local().orElseThrow();
        assertAnswers(second);
        tracker.close();

        bundle.stop();
        assertThat(Stream.of(context.getBundles())
                        .map(each -> each.getSymbolicName() + " " + each.getState())
                        .collect(Collectors.toSet()))
                .contains("org.eclipse.jetty.server " + Bundle.ACTIVE, "dev.lockstep.distribution " + Bundle.RESOLVED);
    }

    private void assertAnswers(URI local) throws Exception {
        HttpResponse<byte[]> node = get(local.resolve("api/v1/node"));
        assertThat(node.headers().firstValue("lockstep")).hasValue("1");
        assertThat(NodeJson.readNode(node.body()).id()).isEqualTo("in-framework");
        assertThat(NodeJson.readNode(node.body()).distribution()).isEqualTo("empty");
        HttpResponse<byte[]> timestamp = get(local.resolve("metadata/vendor/timestamp.json"));
        assertThat(timestamp.statusCode()).isEqualTo(503);
        assertThat(NodeJson.readProblem(timestamp.body()).code()).isEqualTo(ProblemCode.DISTRIBUTION_EMPTY);
    }

    private void configure(Map<String, Object> values) throws Exception {
        ServiceTracker<ConfigurationAdmin, ConfigurationAdmin> tracker =
                new ServiceTracker<>(framework.getBundleContext(), ConfigurationAdmin.class, null);
        tracker.open();
        tracker.waitForService(20_000)
                .getConfiguration("dev.lockstep.http", "?")
                .update(FrameworkUtil.asDictionary(values));
        tracker.close();
    }

    private HttpResponse<byte[]> get(URI uri) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
    }

    private record FixedSettings(Path folder) implements Settings {
        @Override
        public NodeSettings current() {
            return NodeSettings.of(Map.of("distribute", "true", "automatic", "false"));
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            throw new UnsupportedOperationException();
        }

        @Override
        public NodeIdentity identity() {
            return new NodeIdentity(
                    "in-framework", "in-framework", new Platform("linux-x64"), folder, folder.resolve("data"));
        }
    }

    private static final class NoUpstream implements Upstream, OfflineTrust {
        @Override
        public Optional<Freshness> freshness() {
            return Optional.empty();
        }

        @Override
        public List<Problem> concerns() {
            return List.of();
        }

        @Override
        public SiteMetadata refreshSite() {
            throw new UnsupportedOperationException("this source is no computer");
        }

        @Override
        public Optional<SiteMetadata> site() {
            return Optional.empty();
        }

        @Override
        public UpdateSource source() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Transport transport() {
            throw new UnsupportedOperationException();
        }

        @Override
        public RateLimit rateLimit() {
            return RateLimit.none();
        }

        @Override
        public VendorMetadata refresh() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<VendorMetadata> trusted() {
            return Optional.empty();
        }

        @Override
        public BundleTrial rehearse(OfflineBundle bundle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public VendorMetadata refreshFrom(OfflineBundle bundle) {
            throw new UnsupportedOperationException();
        }
    }
}
