package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The reverse proof: clients that share no code with Lockstep read over HTTP what Lockstep published. */
@Timeout(900)
class IndependentClientIT {
    @TempDir
    Path folder;

    @ParameterizedTest
    @MethodSource("clients")
    void it_follows_every_root_and_verifies_releases_and_delegated_modules(Client client) throws Exception {
        assumeTrue(client.isThere(folder), () -> client.name + " is not installed: " + client.installation);
        Vendor vendor = new Vendor(folder);
        String server = "server=" + vendor.component("server", Map.of("a", "1"));
        vendor.succeed("init-repository", "--no-passphrase");
        vendor.succeed("publish", "--release", "1.0.0", "--component", server);
        vendor.succeed("rotate", "--all", "--no-passphrase");
        String acme = new Holders(vendor).key("acme");
        vendor.succeed("delegate", "acme", "--modules", "acme-", "--public-key", acme);
        String jar = Bundles.make(folder, "acme-meter", "1.0.0").toString();
        vendor.succeed("publish", "--role", "acme", "--module", jar, "--key", acme.replace(".pub", ".pem"));
        try (Nginx nginx = Nginx.serve(vendor.repository, folder)) {
            for (String target : List.of("releases/1.0.0.json", "modules/acme-meter/1.0.0.json")) {
                Path fetched = folder.resolve("fetched.json");
                Path log = folder.resolve("client.txt");
                assertThat(client.fetch(nginx, vendor, target, fetched, log))
                        .as(Files.readString(log))
                        .isZero();
                assertThat(fetched).hasSameBinaryContentAs(published(vendor, target));
            }
            Path altered = published(vendor, "releases/1.0.0.json");
            Files.setPosixFilePermissions(altered, PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(altered, Files.readString(altered).replace("stable", "stabel"));
            Path log = folder.resolve("client.txt");
            assertThat(client.fetch(nginx, vendor, "releases/1.0.0.json", folder.resolve("altered.json"), log))
                    .isNotZero();
            assertThat(log).content().contains(client.refusal);
        }
    }

    private static Path published(Vendor vendor, String target) throws IOException {
        Path name = vendor.repository.resolve("targets").resolve(target);
        try (Stream<Path> files = Files.list(name.getParent())) {
            return files.filter(file -> file.getFileName().toString().endsWith("." + name.getFileName()))
                    .findFirst()
                    .orElseThrow();
        }
    }

    static List<Client> clients() {
        return List.of(
                new Client(
                        "tuf-js",
                        List.of("node", "src/test/node/fetch.cjs"),
                        List.of("node", "-e", "require('./src/test/node/node_modules/tuf-js')"),
                        "Expected hash",
                        "npm ci in cli/src/test/node, as .ci/install-packages does"),
                new Client(
                        "python-tuf",
                        List.of("python3", "src/test/python/fetch.py"),
                        List.of("python3", "-c", "import tuf.ngclient"),
                        "LengthOrHashMismatchError",
                        "pip install tuf; Debian 12 has no package of it"));
    }

    /**
     * A client that is not ours.
     *
     * @param fetch fetches one target: BASE-URL FIRST-ROOT TARGET FILE
     * @param probe ends with 0 where the client is installed
     * @param refusal what it says of a target whose bytes were altered
     * @param installation how to install it
     */
    record Client(String name, List<String> fetch, List<String> probe, String refusal, String installation) {
        boolean isThere(Path folder) throws InterruptedException {
            try {
                return run(probe, folder.resolve("probe.txt")) == 0;
            } catch (IOException noSuchProgram) {
                return false;
            }
        }

        int fetch(Nginx nginx, Vendor vendor, String target, Path file, Path log) throws Exception {
            Path firstRoot = vendor.repository.resolve("metadata/vendor/1.root.json");
            List<String> command = new ArrayList<>(fetch);
            command.addAll(List.of(nginx.url(), firstRoot.toString(), target, file.toString()));
            return run(command, log);
        }

        private static int run(List<String> command, Path log) throws IOException, InterruptedException {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start()
                    .waitFor();
        }
    }
}
