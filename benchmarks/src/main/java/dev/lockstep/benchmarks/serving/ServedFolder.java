package dev.lockstep.benchmarks.serving;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.http.HttpOptions;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.serve.PayloadHandler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

/** The HTTP service of a node in a process of its own, with the node's own limits but that on requests of one address. */
final class ServedFolder {
    private ServedFolder() {}

    /** Serves the folder that is named, on a port that is printed. */
    public static void main(String[] arguments) throws InterruptedException {
        Path home = Path.of(arguments[0]);
        FixedSettings settings =
                new FixedSettings(new NodeIdentity("benchmark", "benchmark", new Platform("linux-x64"), home, home));
        HttpOptions options =
                new HttpOptions(Optional.of("127.0.0.1"), 0, Duration.ofSeconds(60), 12_000, 8192, 8L << 20, 0, 16);
        JettyPort port = new JettyPort(options, () -> true);
        AlwaysReady ready = new AlwaysReady();
        port.add(
                List.of("/metadata/vendor", "/targets"),
                new PayloadHandler(settings, new FileContentStore(home.resolve("store")), ready, ready::state));
        port.adjust();
        System.out.println("PORT " + port.local().orElseThrow().getPort());
        new CountDownLatch(1).await();
    }

    private record FixedSettings(NodeIdentity identity) implements Settings {
        @Override
        public NodeSettings current() {
            throw new UnsupportedOperationException("serving asks for no settings");
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            throw new UnsupportedOperationException("serving changes no settings");
        }
    }

    private static final class AlwaysReady implements Distribution {
        private final State state = new State.Ready(List.of(Version.parse("1.0.0")));

        @Override
        public State state() {
            return state;
        }

        @Override
        public void mirror(Version version, Progress progress) {
            throw new UnsupportedOperationException();
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
