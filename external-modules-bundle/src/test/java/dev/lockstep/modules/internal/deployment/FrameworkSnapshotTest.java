package dev.lockstep.modules.internal.deployment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.modules.internal.fixture.RealFramework;
import dev.lockstep.modules.internal.fixture.TestBundle;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

class FrameworkSnapshotTest {
    @TempDir
    Path folder;

    @Test
    void aBundleThatSomebodyElseTakesAwayMeanwhileHoldsUpNoOther() throws Exception {
        try (RealFramework framework = RealFramework.start(folder.resolve("cache"))) {
            Bundle going = installed(framework, "going");
            Bundle staying = installed(framework, "staying");
            FrameworkSnapshot before = FrameworkSnapshot.of(framework.context());
            staying.stop();
            BundleContext context = (BundleContext) Proxy.newProxyInstance(
                    BundleContext.class.getClassLoader(),
                    new Class<?>[] {BundleContext.class},
                    (proxy, method, arguments) -> {
                        Object answer = method.invoke(framework.context(), arguments);
                        if (going.equals(answer)) {
                            going.uninstall();
                        }
                        return answer;
                    });

            try (Touched touched = Touched.listen(framework.context())) {
                touched.add(List.of(going, staying));
                assertThat(before.restore(context, touched))
                        .singleElement()
                        .satisfies(failure -> assertThat(failure).hasMessageStartingWith("going does not run again: "));
            }
            assertThat(framework.bundles()).containsExactly("staying 1.0.0 active");
        }
    }

    private Bundle installed(RealFramework framework, String name) throws Exception {
        Path jar = TestBundle.named(name, "1.0.0").jar(folder);
        Bundle bundle = framework.context().installBundle(jar.toUri().toString());
        bundle.start();
        return bundle;
    }
}
