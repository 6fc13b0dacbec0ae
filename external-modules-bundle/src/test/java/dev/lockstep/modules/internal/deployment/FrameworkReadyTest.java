package dev.lockstep.modules.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.modules.internal.fixture.RealFramework;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.startlevel.FrameworkStartLevel;

/** Karaf's framework is active at once and rises through its start levels afterwards. */
@Timeout(60)
class FrameworkReadyTest {
    @TempDir
    private Path cache;

    @Test
    void a_framework_is_ready_at_its_last_start_level_and_not_before() throws Exception {
        try (RealFramework framework = RealFramework.start(cache)) {
            BundleContext context = framework.context();
            FrameworkStartLevel level = context.getBundle(0).adapt(FrameworkStartLevel.class);
            go(level, context, 80);
            assertThat(FrameworkReady.isReady(context, 90)).isFalse();
            CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> {
                try {
                    FrameworkReady.await(context, 90);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            go(level, context, 90);
            waiting.get(30, TimeUnit.SECONDS);
            assertThat(FrameworkReady.isReady(context, 90)).isTrue();
        }
    }

    private static void go(FrameworkStartLevel level, BundleContext context, int to) throws InterruptedException {
        CountDownLatch there = new CountDownLatch(1);
        level.setStartLevel(to, event -> {
            if (event.getType() == FrameworkEvent.STARTLEVEL_CHANGED) {
                there.countDown();
            }
        });
        assertThat(there.await(30, TimeUnit.SECONDS)).isTrue();
        assertThat(context.getBundle(0).getState()).isEqualTo(org.osgi.framework.Bundle.ACTIVE);
    }
}
