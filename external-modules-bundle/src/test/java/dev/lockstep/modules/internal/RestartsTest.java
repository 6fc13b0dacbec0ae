package dev.lockstep.modules.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.ExternalModules.ChangeOutcome.Changed;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.module.ModuleReader.Particulars;
import dev.lockstep.modules.internal.fixture.Activators;
import dev.lockstep.modules.internal.fixture.TestBundle;
import dev.lockstep.modules.internal.fixture.VendorFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.startlevel.BundleStartLevel;

/** A node with modules that is started again and again on a busy machine. */
@Timeout(300)
class RestartsTest {
    private static final int RESTARTS = 20;

    @TempDir
    Path folder;

    @Test
    @DisplayName("LS-065: of 20 restarts under load, each has all modules and all of the node, untouched")
    void everyRestartHasAllModules() throws Exception {
        VendorFolder vendor = new VendorFolder(folder.resolve("vendor"));
        vendor.publish(
                List.of(TestBundle.named("library", "1.0.0").exports("lib").jar(folder)), Particulars.NONE);
        vendor.publish(
                List.of(TestBundle.named("reader", "1.0.0")
                        .imports("lib,org.osgi.framework")
                        .activator(Activators.Good.class)
                        .jar(folder)),
                Particulars.NONE);
        TestNode node =
                new TestNode(folder.resolve("server"), vendor).distributing().start();
        for (String part : List.of("dev.lockstep.commands", "dev.lockstep.late")) {
            Path jar = TestBundle.named(part, "1.0.0")
                    .activator(Activators.Good.class)
                    .jar(folder);
            Bundle bundle = node.framework().context().installBundle(jar.toUri().toString());
            bundle.adapt(BundleStartLevel.class).setStartLevel(part.endsWith("late") ? 90 : 80);
            bundle.start();
        }
        assertThat(node.modules().install("reader", Optional.empty(), false, Progress.SILENT))
                .isInstanceOf(Changed.class);
        List<String> bundles = node.framework().bundles();
        List<Long> changed = changed(node);

        try (Load load = new Load()) {
            for (int i = 1; i <= RESTARTS; i++) {
                node.close();
                node.startRising();

                assertThat(node.modules().installed())
                        .as("the modules after restart %s", i)
                        .hasSize(2)
                        .allMatch(module -> module.state() == ModuleState.ACTIVE
                                && module.problem().isEmpty());
                assertThat(node.framework().bundles()).as("restart %s", i).isEqualTo(bundles);
                assertThat(changed(node))
                        .as("what was installed anew by restart %s", i)
                        .isEqualTo(changed);
            }
            assertThat(load.isOn()).isTrue();
        } finally {
            node.close();
        }
    }

    private static List<Long> changed(TestNode node) {
        return Stream.of(node.framework().context().getBundles())
                .filter(bundle -> bundle.getBundleId() != 0)
                .map(Bundle::getLastModified)
                .toList();
    }

    /** As many busy threads as there are processors. */
    private static final class Load implements AutoCloseable {
        private final AtomicBoolean on = new AtomicBoolean(true);
        private final List<Thread> threads;

        Load() {
            threads = IntStream.range(0, Runtime.getRuntime().availableProcessors())
                    .mapToObj(i -> new Thread(this::work, "load"))
                    .toList();
            threads.forEach(Thread::start);
        }

        private void work() {
            while (on.get()) {
                Thread.onSpinWait();
            }
        }

        boolean isOn() {
            return threads.stream().allMatch(Thread::isAlive);
        }

        @Override
        public void close() throws InterruptedException {
            on.set(false);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }
}
