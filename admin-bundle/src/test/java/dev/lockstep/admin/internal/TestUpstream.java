package dev.lockstep.admin.internal;

import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.trust.VendorMetadata;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source of which only is asked which releases the vendor lists. */
final class TestUpstream {
    private TestUpstream() {}

    static Upstream listing(VendorMetadata.OfferedRelease... releases) {
        Object vendor = answering(VendorMetadata.class, Map.of("releases", List.of(releases), "modules", List.of()));
        return (Upstream) answering(Upstream.class, Map.of("trusted", Optional.of(vendor)));
    }

    private static Object answering(Class<?> service, Map<String, Object> answers) {
        return Proxy.newProxyInstance(
                service.getClassLoader(), new Class<?>[] {service}, (proxy, method, arguments) -> {
                    if (answers.containsKey(method.getName())) {
                        return answers.get(method.getName());
                    }
                    if (method.isDefault()) {
                        return InvocationHandler.invokeDefault(proxy, method, arguments);
                    }
                    throw new UnsupportedOperationException("nobody asks for " + method.getName() + " here");
                });
    }
}
