package dev.lockstep.distribution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a mirror leaves in the store, and what it takes away. */
class PayloadCleanupTest {
    private static final byte[] LARGE = "received in two parts".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private VendorFolder vendor;
    private TestNode server;
    private Blob abandoned;
    private Blob ofAModule;

    @BeforeEach
    void aServerWithSomethingFromTheDayBeforeYesterday() throws Exception {
        vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish("1.0.0");
        vendor.publish("1.1.0");
        server = new TestNode("server", folder.resolve("server"), vendor.root()).from(vendor.folder());
        server.mirror("1.0.0");
        abandoned = server.store.add("of a mirror that was given up".getBytes(StandardCharsets.UTF_8));
        ofAModule = server.store.add("of a module".getBytes(StandardCharsets.UTF_8));
        try (Stream<Path> files = Files.walk(server.data.resolve("store"))) {
            files.filter(Files::isRegularFile).forEach(PayloadCleanupTest::age);
        }
    }

    private static void age(Path file) {
        try {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void whatNothingNeedsGoesWithTheNextMirrorAndNothingElse() throws Exception {
        server.distribution.modules = modulesThatNeed(ofAModule);
        try (var underWay = server.store.receive(Blob.of(LARGE))) {
            underWay.write(LARGE, 0, 10);
            Blob justNow = server.store.add("a module that is being installed".getBytes(StandardCharsets.UTF_8));

            server.mirror("1.1.0");

            assertThat(server.store.find(abandoned)).isEmpty();
            assertThat(server.store.find(ofAModule)).isPresent();
            assertThat(server.store.find(justNow)).isPresent();
            underWay.write(LARGE, 10, LARGE.length - 10);
            underWay.commit();
        }
        assertThat(server.store.find(Blob.of(LARGE))).isPresent();
        assertThat(server.distribution.state())
                .isEqualTo(new State.Ready(List.of(Version.parse("1.0.0"), Version.parse("1.1.0"))));
    }

    @Test
    void nothingGoesWhileNobodySaysWhatTheModulesNeed() {
        server.mirror("1.1.0");
        assertThat(server.store.find(abandoned)).isPresent();
        assertThat(server.store.find(ofAModule)).isPresent();
    }

    private static ExternalModules modulesThatNeed(Blob blob) {
        return (ExternalModules) Proxy.newProxyInstance(
                ExternalModules.class.getClassLoader(),
                new Class<?>[] {ExternalModules.class},
                (proxy, method, none) -> {
                    if (method.getName().equals("payloads")) {
                        return Set.<Digest>of(blob.digest());
                    }
                    throw new UnsupportedOperationException(method.toString());
                });
    }
}
