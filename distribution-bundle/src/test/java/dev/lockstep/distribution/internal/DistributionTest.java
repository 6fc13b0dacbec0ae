package dev.lockstep.distribution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class DistributionTest {
    private static final Version V1 = Version.parse("1.0.0");
    private static final Version V11 = Version.parse("1.1.0");

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<AutoCloseable> open = new ArrayList<>();
    private VendorFolder vendor;

    @BeforeEach
    void publish() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish("1.0.0");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private TestNode node(String id) {
        TestNode node = new TestNode(id, folder.resolve(id), vendor.root());
        open.add(node);
        return node;
    }

    @Test
    @DisplayName(
            "LS-020 LS-025 LS-026 A vendor's folder behind a plain web server is mirrored with all components and platforms")
    void mirrorsFromNginx() throws Exception {
        assertTrue(Nginx.program().isPresent(), "nginx is needed for this test: .ci/install-packages installs it");
        vendor.publish("1.1.0");
        Nginx nginx = Nginx.serve(vendor.folder(), folder.resolve("nginx"));
        open.add(nginx);
        TestNode server = node("server").from(nginx.url());

        List<String> progress = Collections.synchronizedList(new ArrayList<>());
        server.distribution.mirror(V11, (step, done, total) -> progress.add(step + (done == total ? " done" : "")));

        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V11)));
        assertThat(progress).startsWith("list").endsWith("mirror done").contains("mirror");
        // Everything that 1.1.0 needs is served byte for byte as the vendor published it, for all platforms.
        VendorMetadata metadata = node("reader").from(server).trust.refresh(server("reader"));
        Release release = metadata.release(V11);
        assertThat(release.components()).hasSize(2);
        assertThat(payloadsOf(release)).hasSizeGreaterThanOrEqualTo(7);
        for (Blob payload : payloadsOf(release)) {
            assertThat(get(server, "targets/" + payload.digest().path()).body())
                    .isEqualTo(Files.readAllBytes(vendor.file(payload)));
        }
        for (String file : filesOf(vendor.folder().resolve("metadata/vendor"))) {
            if (Files.exists(server.folder().resolve("metadata/vendor").resolve(file))) {
                assertThat(server.folder().resolve("metadata/vendor").resolve(file))
                        .hasSameBinaryContentAs(
                                vendor.folder().resolve("metadata/vendor").resolve(file));
            }
        }
        assertThat(filesOf(server.folder().resolve("metadata/vendor"))).contains("1.root.json", "timestamp.json");
    }

    private dev.lockstep.core.source.Transport server(String reader) {
        return ((TestNode) open.stream()
                        .filter(each -> each instanceof TestNode n && n.data.startsWith(folder.resolve(reader)))
                        .findFirst()
                        .orElseThrow())
                .transport();
    }

    @Test
    @DisplayName("LS-157 What a server mirrors comes as slowly as its rate limit says")
    void mirrorsWithinTheRateLimit() {
        TestNode free = node("free").from(vendor.folder());
        free.mirror("1.0.0");
        assertThat(free.paused).hasValue(0);
        TestNode slow = node("slow").from(vendor.folder());
        slow.bytesPerSecond = 1;
        slow.mirror("1.0.0");
        assertThat(slow.paused).hasPositiveValue();
    }

    @Test
    @DisplayName("LS-021 A folder or medium with the same layout is a source as well")
    void mirrorsFromAFolder() {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName(
            "LS-006 LS-010 LS-011 Releases go from the vendor to the server, to a relay and to a relay below it, unchanged")
    void relays() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        TestNode relay = node("relay").from(server);
        TestNode second = node("second").from(relay);
        TestNode client = node("client").from(second).distributing(false);
        server.mirror("1.0.0");
        relay.mirror("1.0.0");
        second.mirror("1.0.0");

        assertThat(describe(second).upstream()).containsExactly("relay", "server");
        assertThat(describe(second).distribution()).isEqualTo("ready");
        VendorMetadata metadata = client.trust.refresh(client.transport());
        for (Blob payload : payloadsOf(metadata.release(V1))) {
            assertThat(get(second, "targets/" + payload.digest().path()).body())
                    .isEqualTo(Files.readAllBytes(vendor.file(payload)));
        }
        assertThat(contents(second.folder().resolve("metadata")))
                .isEqualTo(contents(server.folder().resolve("metadata")));
        assertThat(contents(second.folder().resolve("targets")))
                .isEqualTo(contents(server.folder().resolve("targets")));
    }

    @Test
    @DisplayName("LS-011 Two computers that take updates from each other are told so, and nothing is broken by it")
    void circleOfTwo() {
        TestNode a = node("a").from(vendor.folder());
        a.mirror("1.0.0");
        TestNode b = node("b").from(a);
        b.mirror("1.0.0");
        a.from(b);
        assertThatThrownBy(() -> a.mirror("1.0.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SOURCE_LOOP))
                .hasMessageContaining("takes its own updates from this computer (b <- a). Set a source that does not.");
        assertThat(a.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName("LS-011 A circle of three computers is found")
    void circleOfThree() {
        TestNode a = node("a").from(vendor.folder());
        a.mirror("1.0.0");
        TestNode b = node("b").from(a);
        b.mirror("1.0.0");
        TestNode c = node("c").from(b);
        c.mirror("1.0.0");
        a.from(c);
        assertThatThrownBy(() -> a.mirror("1.0.0")).hasMessageContaining("(c <- b <- a)");
    }

    @Test
    @DisplayName("LS-011 LS-029 A computer that is its own source is told so, by whatever name it reaches itself")
    void itself() {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        server.from(server);
        assertSelf(server);
        server.from(server.url());
        assertSelf(server);
        server.from(server.folder());
        assertSelf(server);
    }

    private static void assertSelf(TestNode node) {
        assertThatThrownBy(() -> node.mirror("1.0.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SOURCE_SELF))
                .hasMessageEndingWith("is this computer itself. Set another source.");
    }

    @Test
    @DisplayName(
            "LS-022 LS-023 LS-049 While distribution is off a computer says just that, and serves again when it is on")
    void off() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        server.distributing(false);
        assertThat(server.distribution.state()).isEqualTo(new State.Off());
        assertThat(describe(server).distribution()).isEqualTo("off");
        for (String path : List.of("metadata/vendor/timestamp.json", "targets/sha256/ab/cd")) {
            HttpResponse<byte[]> answer = get(server, path);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("retry-after")).isPresent();
            assertThat(problem(answer).code()).isEqualTo(ProblemCode.DISTRIBUTION_OFF);
            assertThat(problem(answer).toString())
                    .contains(
                            "does not distribute updates: the setting \"Distribute updates on this computer\" is off");
        }
        TestNode client = node("client").from(server);
        assertThatThrownBy(() -> client.mirror("1.0.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.DISTRIBUTION_OFF));
        server.distributing(true);
        assertThat(get(server, "metadata/vendor/timestamp.json").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "LS-101 LS-103 LS-104 LS-105 A server with nothing to distribute yet tells every client the cause and the remedy")
    void empty() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        assertThat(server.distribution.state()).isEqualTo(new State.Empty());
        assertThat(describe(server).distribution()).isEqualTo("empty");
        HttpResponse<byte[]> answer = get(server, "metadata/vendor/timestamp.json");
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("30");
        for (String id : List.of("workstation", "poll")) {
            TestNode client = node(id).from(server);
            assertThatThrownBy(() -> client.trust.refresh(client.transport()))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            e -> assertThat(e.problem().code().code()).isEqualTo("LS-DISTRIBUTION-EMPTY"))
                    .hasMessageContaining(
                            "has no updates to distribute yet, as before its first update or after a reinstallation")
                    .hasMessageContaining("accept the offer to update the distribution folder");
        }
        server.mirror("1.0.0");
        assertThat(get(server, "metadata/vendor/timestamp.json").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName(
            "LS-027 When the source cannot be reached the error names it, and clients are still served what is there")
    void sourceGone() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        TestNode gone = node("gone");
        URI address = gone.url();
        gone.close();
        server.from(address);
        assertThatThrownBy(() -> server.mirror("1.1.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SOURCE_REFUSED))
                .hasMessageContaining(address.toString());
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
        assertThat(get(server, "metadata/vendor/timestamp.json").statusCode()).isEqualTo(200);
    }

    @Test
    @DisplayName("LS-118 A mirror that breaks half-way shows clients nothing of it, and goes on where it was")
    void interrupted() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        vendor.publish("1.1.0");
        Set<Blob> wanted = payloadsOf(readRelease("1.1.0"));
        Blob lost = wanted.stream()
                .filter(blob -> blob.length() == 200_000)
                .findFirst()
                .orElseThrow();
        byte[] saved = Files.readAllBytes(vendor.file(lost));
        Files.delete(vendor.file(lost));
        Map<String, String> before = contents(server.folder());

        assertThatThrownBy(() -> server.mirror("1.1.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.PAYLOAD_MISSING));

        assertThat(contents(server.folder())).isEqualTo(before);
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
        TestNode client = node("client").from(server);
        assertThat(client.trust.refresh(client.transport()).releases())
                .extracting(VendorMetadata.OfferedRelease::version)
                .containsExactly(V1);

        Files.write(vendor.file(lost), saved);
        long[] total = {0};
        server.distribution.mirror(V11, (step, done, of) -> total[0] = Math.max(total[0], of));
        assertThat(total[0]).isLessThan(500_000);
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1, V11)));
        assertThat(client.trust.refresh(client.transport()).releases()).hasSize(2);
    }

    @Test
    @DisplayName("LS-118 A first mirror that breaks half-way leaves the answer that nothing is there yet")
    void firstInterrupted() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        Blob lost = payloadsOf(readRelease("1.0.0")).stream()
                .filter(blob -> blob.length() == 200_000)
                .findFirst()
                .orElseThrow();
        Files.write(vendor.file(lost), VendorFolder.bytes(99, 200_000));
        assertThatThrownBy(() -> server.mirror("1.0.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.PAYLOAD_ALTERED));
        assertThat(server.distribution.state()).isEqualTo(new State.Empty());
        assertThat(problem(get(server, "metadata/vendor/timestamp.json")).code())
                .isEqualTo(ProblemCode.DISTRIBUTION_EMPTY);
    }

    @Test
    @DisplayName(
            "LS-119 Too little room is told before anything is fetched, with the folder, what is needed and what is free")
    void noRoom() throws Exception {
        Tree.File huge = new Tree.File("huge", new Blob(Blob.of(new byte[] {1}).digest(), 1L << 60), false);
        byte[] tree = ReleaseJson.write(new Tree(List.of(huge)));
        var component = vendor.component("metering-server", Map.of("any", Map.of("tree", tree)));
        vendor.publish(
                "1.2.0",
                List.of(new Release.ComponentRelease(
                        component.name(),
                        List.of(new Release.PlatformTree(
                                dev.lockstep.core.release.Platform.ANY, Blob.of(tree), 1, 1L << 60)))));
        TestNode server = node("server").from(vendor.folder());
        assertThatThrownBy(() -> server.mirror("1.2.0")).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.DISK_FULL);
            assertThat(Long.parseLong(e.problem().facts().get("neededBytes"))).isGreaterThanOrEqualTo(1L << 60);
            assertThat(Long.parseLong(e.problem().facts().get("freeBytes"))).isPositive();
            assertThat(e.problem().facts().get("folder"))
                    .isEqualTo(server.store.folder().toString());
        });
        assertThat(server.distribution.state()).isEqualTo(new State.Empty());
    }

    @Test
    @DisplayName("LS-119 A folder that cannot be written to is named")
    void notWritable() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        Files.createDirectories(server.data);
        // Permissions do not stop the superuser, a file in the folder's place stops everybody.
        Files.writeString(server.folder(), "");
        assertThatThrownBy(() -> server.mirror("1.0.0")).isInstanceOfSatisfying(ProblemException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(ProblemCode.NOT_WRITABLE);
            assertThat(e.problem().facts().get("folder"))
                    .isEqualTo(server.folder().toString());
        });
    }

    @Test
    @DisplayName(
            "LS-120 Files that are gone are seen without hashing, and a mirror mends them and altered descriptions")
    void damaged() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        List<Blob> payloads = List.copyOf(payloadsOf(readRelease("1.0.0")));
        Path gone = server.store.find(payloads.get(0)).orElseThrow();
        Files.delete(gone);

        TestNode restarted = new TestNode("server", folder.resolve("server"), vendor.root());
        open.add(restarted);
        restarted.from(vendor.folder());
        assertThat(restarted.distribution.state())
                .isInstanceOfSatisfying(
                        State.Damaged.class,
                        state -> assertThat(state.problem().toString())
                                .contains("The distribution folder " + server.folder()
                                        + " is damaged: 1 file is missing or altered"));
        assertThat(describe(restarted).distribution()).isEqualTo("damaged");
        HttpResponse<byte[]> answer =
                get(restarted, "targets/" + payloads.get(0).digest().path());
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(problem(answer).code()).isEqualTo(ProblemCode.DISTRIBUTION_DAMAGED);

        restarted.mirror("1.0.0");
        assertThat(restarted.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));

        Path releases = restarted.folder().resolve("targets/releases");
        Path description = releases.resolve(filesOf(releases).get(0));
        byte[] text = Files.readAllBytes(description);
        byte[] altered = text.clone();
        altered[altered.length / 2] ^= 1;
        Files.write(description, altered);
        restarted.mirror("1.0.0");
        assertThat(description).hasBinaryContent(text);
        assertThat(restarted.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    @DisplayName("LS-120 What another release lost and the source has no more is let go, and the rest is whole")
    void lostForEver() throws Exception {
        vendor.publish("1.1.0");
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        server.mirror("1.1.0");
        Set<Blob> onlyOld = new java.util.HashSet<>(payloadsOf(readRelease("1.0.0")));
        onlyOld.removeAll(payloadsOf(readRelease("1.1.0")));
        Blob lost = onlyOld.iterator().next();
        Files.delete(server.store.find(lost).orElseThrow());
        Files.delete(vendor.file(lost));
        server.mirror("1.1.0");
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V11)));
    }

    @Test
    void metadata_never_goes_back_to_an_older_version() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        Path old = folder.resolve("old");
        copy(vendor.folder(), old);
        vendor.renewTimestamp();
        server.mirror("1.0.0");
        byte[] newest = Files.readAllBytes(server.folder().resolve("metadata/vendor/timestamp.json"));
        // Even where the protection of the trusted state was lost with its folder.
        deleteTree(server.data.resolve("trust"));
        TestNode again = new TestNode("server", folder.resolve("server"), vendor.root());
        open.add(again);
        again.from(old);
        assertThatThrownBy(() -> again.mirror("1.0.0"))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.UNTRUSTED))
                .hasMessageContaining("is distributed already");
        assertThat(again.folder().resolve("metadata/vendor/timestamp.json")).hasBinaryContent(newest);
    }

    @Test
    void old_releases_are_removed_with_what_only_they_needed() throws Exception {
        TestNode server = new TestNode("server", folder.resolve("server"), vendor.root(), 2, event -> {});
        open.add(server);
        server.from(vendor.folder());
        server.mirror("1.0.0");
        Set<Blob> first = payloadsOf(readRelease("1.0.0"));
        vendor.publish("1.1.0");
        server.mirror("1.1.0");
        vendor.publish("1.2.0");
        server.mirror("1.2.0");
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V11, Version.parse("1.2.0"))));
        Set<Blob> kept = new java.util.HashSet<>(payloadsOf(readRelease("1.1.0")));
        kept.addAll(payloadsOf(readRelease("1.2.0")));
        for (Blob blob : first) {
            assertThat(server.store.find(blob).isPresent()).as(blob.toString()).isEqualTo(kept.contains(blob));
        }
        assertThat(filesOf(server.folder().resolve("targets/releases"))).hasSize(2);
    }

    /** Releases 6, 7, 8 and 9, each with the one before as its floor. */
    private List<Version> chain() throws Exception {
        List<Version> chain = new ArrayList<>();
        for (int release = 5; release <= 9; release++) {
            String floor = (release - 1) + ".0.0";
            vendor.publish(release + ".0.0", release == 5 ? new String[0] : new String[] {floor});
            chain.add(Version.parse(release + ".0.0"));
        }
        return chain;
    }

    @Test
    @DisplayName("LS-191: A server, a relay and a relay below it mirror a release with all that lead to it")
    void floorsOfFloorsAreMirrored() throws Exception {
        List<Version> chain = chain();
        TestNode server = node("server").from(vendor.folder());
        TestNode relay = node("relay").from(server);
        TestNode second = node("second").from(relay);
        assertThat(server.distribution.lacking(chain.get(4))).containsExactly(chain.get(4));

        server.mirror("9.0.0");
        relay.mirror("9.0.0");
        second.mirror("9.0.0");

        for (TestNode node : List.of(server, relay, second)) {
            assertThat(node.distribution.state()).isEqualTo(new State.Ready(chain));
            assertThat(node.distribution.lacking(chain.get(4))).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "LS-191: What leads to an assigned release stays however few releases are kept, and what does not goes")
    void floorsStay() throws Exception {
        List<Version> chain = chain();
        TestNode server = new TestNode("server", folder.resolve("server"), vendor.root(), 1, event -> {});
        open.add(server);
        server.from(vendor.folder());
        server.mirror("1.0.0");
        server.mirror("9.0.0");
        assertThat(server.distribution.state()).as("the oldest leads nowhere").isEqualTo(new State.Ready(chain));
        server.distribution.assignments = assigning(chain.get(4));
        Version next = Version.parse("10.0.0");
        vendor.publish("10.0.0");

        server.mirror("10.0.0");

        assertThat(server.distribution.state())
                .isEqualTo(new State.Ready(
                        Stream.concat(chain.stream(), Stream.of(next)).toList()));
        server.distribution.assignments = assigning(next);
        server.mirror("10.0.0");
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(next)));
    }

    @Test
    @DisplayName(
            "LS-191: A relay whose server lost a release on the way takes the others, and fetches it when it is there again")
    void aFloorThatTheServerLacks() throws Exception {
        List<Version> chain = chain();
        TestNode server = new TestNode("server", folder.resolve("server"), vendor.root(), 1, event -> {});
        open.add(server);
        server.from(vendor.folder());
        server.distribution.assignments = assigning(chain.get(4));
        // As an earlier Lockstep left it: with the floor of the release, and not with those of its floor.
        vendor.publish("9.1.0");
        server.mirror("9.1.0");
        TestNode relay = node("relay").from(server);
        vendor.publish("9.2.0", "9.0.0", "9.1.0");
        server.trust.refresh(server.transport());
        server.mirror("9.1.0");
        assertThat(relay.distribution.state()).isEqualTo(new State.Empty());
        relay.mirror("9.1.0");

        server.mirror("9.2.0");
        Path description = filesOf(server.folder().resolve("targets/releases")).stream()
                .filter(name -> name.endsWith(".8.0.0.json"))
                .findFirst()
                .map(name -> server.folder().resolve("targets/releases").resolve(name))
                .orElseThrow();
        byte[] bytes = Files.readAllBytes(description);
        Files.delete(description);
        relay.mirror("9.2.0");
        assertThat(relay.distribution.lacking(Version.parse("9.2.0"))).contains(chain.get(3));

        Files.write(description, bytes);
        relay.mirror("9.2.0");
        assertThat(relay.distribution.lacking(Version.parse("9.2.0"))).isEmpty();
    }

    private static Assignments assigning(Version version) {
        return (Assignments) Proxy.newProxyInstance(
                Assignments.class.getClassLoader(), new Class<?>[] {Assignments.class}, (proxy, method, arguments) -> {
                    if (!method.getName().equals("releases")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return Set.of(version);
                });
    }

    @Test
    void what_is_missing_is_told_before_it_is_fetched() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        Release release = readRelease("1.0.0");
        long all = payloadsOf(release).stream().mapToLong(Blob::length).sum();
        assertThat(server.distribution.missingBytes(release)).isGreaterThanOrEqualTo(all);
        server.mirror("1.0.0");
        assertThat(server.distribution.missingBytes(release)).isZero();
        Files.delete(server.store
                .find(payloadsOf(release).stream()
                        .filter(blob -> blob.length() == 150_000)
                        .findFirst()
                        .orElseThrow())
                .orElseThrow());
        assertThat(server.distribution.missingBytes(release)).isEqualTo(150_000);
    }

    @Test
    void modules_are_mirrored_like_releases() throws Exception {
        byte[] bundle = VendorFolder.bytes(7, 30_000);
        vendor.publishModule("org.example.meters", "1.0.0", bundle);
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        server.distribution.mirrorModule("org.example.meters", V1, Progress.SILENT);
        TestNode client = node("client").from(server);
        VendorMetadata metadata = client.trust.refresh(client.transport());
        assertThat(metadata.module("org.example.meters", V1).bundles()).hasSize(1);
        assertThat(get(server, "targets/" + Blob.of(bundle).digest().path()).body())
                .isEqualTo(bundle);
        assertThat(server.distribution.state()).isEqualTo(new State.Ready(List.of(V1)));
    }

    @Test
    void a_second_mirror_at_the_same_time_is_refused() {
        TestNode server = node("server").from(vendor.folder());
        List<Throwable> refused = new ArrayList<>();
        server.distribution.mirror(V1, (step, done, total) -> {
            synchronized (refused) {
                if (refused.isEmpty()) {
                    try {
                        server.distribution.mirror(V1, Progress.SILENT);
                    } catch (ProblemException e) {
                        refused.add(e);
                    }
                }
            }
        });
        assertThat(refused)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .hasMessageContaining("Another operation is under way: the download of release 1.0.0"));
    }

    @Test
    @DisplayName("LS-001 Many clients are served at once while the next release is mirrored")
    void manyClients() throws Exception {
        TestNode server = node("server").from(vendor.folder());
        server.mirror("1.0.0");
        List<Blob> payloads = List.copyOf(payloadsOf(readRelease("1.0.0")));
        var requests = new ArrayList<java.util.concurrent.CompletableFuture<HttpResponse<byte[]>>>();
        for (int i = 0; i < 300; i++) {
            Blob payload = payloads.get(i % payloads.size());
            requests.add(client.sendAsync(
                    HttpRequest.newBuilder(server.url()
                                    .resolve("targets/" + payload.digest().path()))
                            .version(HttpClient.Version.HTTP_1_1)
                            .build(),
                    BodyHandlers.ofByteArray()));
        }
        vendor.publish("1.1.0");
        server.mirror("1.1.0");
        for (int i = 0; i < requests.size(); i++) {
            assertThat(Blob.of(requests.get(i).get().body())).isEqualTo(payloads.get(i % payloads.size()));
        }
    }

    private HttpResponse<byte[]> get(TestNode node, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(node.url().resolve(path)).build(), BodyHandlers.ofByteArray());
    }

    private static Problem problem(HttpResponse<byte[]> answer) throws IOException {
        return NodeJson.readProblem(answer.body());
    }

    private NodeDescription describe(TestNode node) throws Exception {
        return NodeJson.readNode(get(node, "api/v1/node").body());
    }

    private Release readRelease(String version) throws IOException {
        try (Stream<Path> files = Files.list(vendor.folder().resolve("targets/releases"))) {
            Path file = files.filter(each -> each.toString().endsWith("." + version + ".json"))
                    .findFirst()
                    .orElseThrow();
            return ReleaseJson.readRelease(Files.readAllBytes(file));
        }
    }

    private Set<Blob> payloadsOf(Release release) throws IOException {
        Set<Blob> payloads = new TreeSet<>((a, b) -> a.digest().compareTo(b.digest()));
        for (Release.ComponentRelease component : release.components()) {
            for (Release.PlatformTree tree : component.trees()) {
                payloads.add(tree.tree());
                ReleaseJson.readTree(Files.readAllBytes(vendor.file(tree.tree())))
                        .files()
                        .forEach(file -> payloads.add(file.blob()));
            }
        }
        return payloads;
    }

    private static List<String> filesOf(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static Map<String, String> contents(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            Map<String, String> contents = new TreeMap<>();
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                contents.put(
                        folder.relativize(file).toString(),
                        Blob.of(Files.readAllBytes(file)).toString());
            }
            return contents;
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        dev.lockstep.core.files.DurableFiles.deleteTree(folder);
    }
}
