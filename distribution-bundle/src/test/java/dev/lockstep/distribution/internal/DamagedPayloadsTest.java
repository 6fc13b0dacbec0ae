package dev.lockstep.distribution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.node.Distribution.Verification;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class DamagedPayloadsTest {
    private static final Version V1 = Version.parse("1.0.0");
    private static final Version V2 = Version.parse("2.0.0");

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final Map<String, BlockingQueue<AuditEvent>> told = new ConcurrentHashMap<>();
    private VendorFolder vendor;

    /** What a disk, or somebody, does to a file. */
    enum Change {
        SAME_LENGTH,
        SHORTER,
        LONGER,
        EMPTY,
        A_FOLDER,
        GONE;

        void to(Path file) throws IOException {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            switch (this) {
                case SAME_LENGTH -> {
                    bytes[bytes.length / 2] ^= 1;
                    Files.write(file, bytes);
                }
                case SHORTER -> Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));
                case LONGER -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
                case EMPTY -> Files.write(file, new byte[0]);
                case A_FOLDER -> Files.createDirectories(file.resolve("in it"));
                case GONE -> {
                    // It is.
                }
            }
        }
    }

    @BeforeEach
    void publish() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish("1.0.0");
        vendor.publishModule("com.example.meter", "2.0.0", VendorFolder.bytes(77, 90_000));
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private TestNode node(String id) {
        TestNode node = new TestNode(id, folder.resolve(id), vendor.root(), 3, told(id)::add);
        open.add(node);
        return node;
    }

    /** The audit log of a node. */
    private BlockingQueue<AuditEvent> told(String id) {
        return told.computeIfAbsent(id, any -> new LinkedBlockingQueue<>());
    }

    private TestNode server() {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        server.distribution.mirrorModule("com.example.meter", V2, Progress.SILENT);
        return server;
    }

    /** All files of a release and of a module, and what lists them. */
    private Set<Blob> payloads() throws IOException {
        Set<Blob> payloads = new TreeSet<>((a, b) -> a.digest().compareTo(b.digest()));
        Release release = ReleaseJson.readRelease(Files.readAllBytes(description("targets/releases")));
        for (Release.ComponentRelease component : release.components()) {
            for (Release.PlatformTree tree : component.trees()) {
                payloads.add(tree.tree());
                ReleaseJson.readTree(Files.readAllBytes(vendor.file(tree.tree())))
                        .files()
                        .forEach(file -> payloads.add(file.blob()));
            }
        }
        ReleaseJson.readModule(Files.readAllBytes(description("targets/modules/com.example.meter")))
                .bundles()
                .forEach(bundle -> payloads.add(bundle.blob()));
        return payloads;
    }

    private Path description(String in) throws IOException {
        try (Stream<Path> files = Files.list(vendor.folder().resolve(in))) {
            return files.findFirst().orElseThrow();
        }
    }

    /** A client that holds nothing yet asks for a payload, until the server has it again. */
    private Path fetched(TestNode server, Blob payload, String as) throws Exception {
        TestNode client = node(as).from(server).distributing(false);
        PayloadTransfer transfer = new PayloadTransfer(client.store, RateLimit.none(), 1, nanos -> {});
        try {
            transfer.fetch(client.transport(), List.of(payload), Progress.SILENT);
        } catch (ProblemException e) {
            assertThat(e.problem().code())
                    .as("what the client is told: %s", e.problem())
                    .isIn(ProblemCode.DISTRIBUTION_DAMAGED, ProblemCode.PAYLOAD_MISSING);
            await(server, "fetched again", payload);
            transfer.fetch(client.transport(), List.of(payload), Progress.SILENT);
        }
        return client.store.find(payload).orElseThrow();
    }

    private void await(TestNode node, String result, Blob payload) throws InterruptedException {
        BlockingQueue<AuditEvent> events = told(node.settings().identity().id());
        AuditEvent event = events.poll(4, TimeUnit.MINUTES);
        while (event != null
                && !(event.result().equals(result)
                        && event.sha256().equals(payload.digest().hex()))) {
            event = events.poll(4, TimeUnit.MINUTES);
        }
        assertThat(event)
                .as("an entry of the audit log with the result %s", result)
                .isNotNull();
    }

    /** What the scrub takes out may be here again before the scrub has written down what it found. */
    private static void awaitNotice(TestNode node, String file) {
        while (node.distribution.notices().stream()
                .noneMatch(notice -> notice.text(Locale.ENGLISH).contains(file))) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"GONE", "A_FOLDER"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName(
            "LS-177 Each payload of a release and a module that changed on the server's disk is found by the first client, replaced and told")
    void replaced(Change change) throws Exception {
        TestNode server = server();
        for (Blob payload : payloads()) {
            change.to(server.store.find(payload).orElseThrow());

            Path fetched =
                    fetched(server, payload, "client-" + payload.digest().hex().substring(0, 8));

            assertThat(Files.readAllBytes(fetched)).isEqualTo(Files.readAllBytes(vendor.file(payload)));
            assertThat(server.store.find(payload))
                    .hasValueSatisfying(path -> assertThat(path).hasSameBinaryContentAs(vendor.file(payload)));
            String files = payload.digest().path();
            awaitNotice(server, files);
            assertThat(server.distribution.notices())
                    .anySatisfy(notice -> assertThat(notice.text(Locale.ENGLISH))
                            .contains(files, ".0.0.json", "had changed")
                            .containsAnyOf("a complaint of 127.0.0.1", "a check of this computer's disk"))
                    .anySatisfy(notice -> assertThat(notice.text(Locale.forLanguageTag("ru")))
                            .contains(files, "изменился")
                            .containsAnyOf("жалоба компьютера 127.0.0.1", "проверка диска этого компьютера"));
        }
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"A_FOLDER"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("LS-177 A description that changed where it is served from is replaced, too")
    void descriptions(Change change) throws Exception {
        TestNode server = server();
        Path served;
        try (Stream<Path> files = Files.list(server.folder().resolve("targets/releases"))) {
            served = files.findFirst().orElseThrow();
        }
        change.to(served);
        TestNode client = node("client").from(server).distributing(false);
        try {
            client.trust.refresh(client.transport()).release(V1);
        } catch (ProblemException e) {
            assertThat(e.problem().code()).isIn(ProblemCode.DISTRIBUTION_DAMAGED, ProblemCode.PAYLOAD_MISSING);
            if (change == Change.GONE) {
                server.distribution.verify(Progress.SILENT);
                server.mirror("1.0.0");
            } else {
                await(server, "fetched again", Blob.of(Files.readAllBytes(description("targets/releases"))));
            }
        }
        assertThat(client.trust.refresh(client.transport()).release(V1).version())
                .isEqualTo(V1);
        assertThat(served).hasSameBinaryContentAs(description("targets/releases"));
    }

    @ParameterizedTest
    @EnumSource(
            value = Change.class,
            names = {"SAME_LENGTH", "SHORTER", "LONGER", "EMPTY"})
    @DisplayName("LS-177 A relay and its server that both hold an altered payload are both healed by one client")
    void throughARelay(Change change) throws Exception {
        TestNode server = server();
        TestNode relay = node("relay").from(server);
        relay.mirror("1.0.0");
        Blob payload = payloads().iterator().next();
        change.to(server.store.find(payload).orElseThrow());
        change.to(relay.store.find(payload).orElseThrow());

        Path fetched = fetched(relay, payload, "client");

        assertThat(fetched).hasSameBinaryContentAs(vendor.file(payload));
        assertThat(relay.store.find(payload).orElseThrow()).hasSameBinaryContentAs(vendor.file(payload));
        assertThat(server.store.find(payload).orElseThrow()).hasSameBinaryContentAs(vendor.file(payload));
    }

    @Test
    @DisplayName(
            "LS-177 While the source cannot be reached nothing altered is served; clients hear what is the matter, and it is fetched later")
    void withoutASource() throws Exception {
        TestNode server = server();
        Blob payload = payloads().iterator().next();
        Change.SAME_LENGTH.to(server.store.find(payload).orElseThrow());
        Path away = folder.resolve("away");
        Files.move(vendor.folder(), away);
        TestNode client = node("client").from(server).distributing(false);
        PayloadTransfer transfer = new PayloadTransfer(client.store, RateLimit.none(), 1, nanos -> {});

        for (int time = 0; time < 3; time++) {
            assertThatThrownBy(() -> transfer.fetch(client.transport(), List.of(payload), Progress.SILENT))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.DISTRIBUTION_DAMAGED))
                    .hasMessageContaining("as soon as it reaches its own source");
        }
        assertThat(server.store.find(payload)).isEmpty();
        assertThat(server.distribution.state()).isInstanceOf(State.Damaged.class);
        assertThat(server.distribution.notices())
                .singleElement()
                .extracting(Sentence::toString)
                .asString()
                .contains("It is not served until it is fetched again from the source");

        Files.move(away, vendor.folder());
        await(server, "fetched again", payload);
        transfer.fetch(client.transport(), List.of(payload), Progress.SILENT);
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName("LS-177 A complaint about a payload that is right says that it was changed on the way")
    void onTheWay() throws Exception {
        TestNode server = server();
        Blob payload = payloads().iterator().next();
        TestNode client = node("client").from(server).distributing(false);
        // What the store of the client, or somebody between the two, makes of it.
        FileContentStore broken = new FileContentStore(folder.resolve("broken"));
        Blob other = new Blob(payload.digest(), payload.length() + 1);
        assertThatThrownBy(() -> new PayloadTransfer(broken, RateLimit.none(), 1, nanos -> {})
                        .fetch(client.transport(), List.of(other), Progress.SILENT))
                .isInstanceOf(ProblemException.class);
        assertThat(server.store.find(payload)).isPresent();
        assertThat(told("server")).noneMatch(event -> event.action().equals("inspect"));
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    @DisplayName("LS-177 A rebuild reads everything from the disk, and says how much it was and what had changed")
    void verified(Change change) throws Exception {
        TestNode server = server();
        Set<Blob> payloads = payloads();
        long whole = payloads.stream().mapToLong(Blob::length).sum();
        Verification before = server.distribution.verify(Progress.SILENT);
        assertThat(before.damaged()).isZero();
        assertThat(before.files()).as("with the two descriptions").isEqualTo(payloads.size() + 2);
        assertThat(before.bytes()).isGreaterThan(whole);

        for (Blob payload : payloads) {
            change.to(server.store.find(payload).orElseThrow());
        }
        Verification after = server.distribution.verify(Progress.SILENT);

        assertThat(after.damaged()).isEqualTo(change == Change.GONE ? 0 : payloads.size());
        server.mirror("1.0.0");
        server.distribution.mirrorModule("com.example.meter", V2, Progress.SILENT);
        for (Blob payload : payloads) {
            assertThat(server.store.find(payload).orElseThrow()).hasSameBinaryContentAs(vendor.file(payload));
        }
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName("LS-177 What was found is remembered over a restart, and what is still missing is fetched then")
    void afterARestart() throws Exception {
        TestNode server = server();
        Blob payload = payloads().iterator().next();
        Change.EMPTY.to(server.store.find(payload).orElseThrow());
        Path away = folder.resolve("away");
        Files.move(vendor.folder(), away);
        server.distribution.verify(Progress.SILENT);
        server.close();
        Files.move(away, vendor.folder());

        TestNode again = node("server").from(vendor.folder());

        assertThat(again.distribution.notices()).hasSize(1);
        await(again, "fetched again", payload);
        assertThat(again.store.find(payload)).isPresent();
        assertThat(Optional.of(again.distribution.notices().get(0).toString()))
                .hasValueSatisfying(notice -> assertThat(notice).contains("fetched again at", "a check of this"));
    }
}
