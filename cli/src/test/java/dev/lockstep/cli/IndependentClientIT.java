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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The reverse proof: python-tuf, which shares no code with Lockstep, reads over HTTP what Lockstep published. */
@Timeout(300)
class IndependentClientIT {
    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void requirePythonTuf() throws Exception {
        Path log = folder.resolve("python.txt");
        boolean installed;
        try {
            installed = python(log, "-c", "import tuf.ngclient") == 0;
        } catch (IOException noPython) {
            installed = false;
        }
        assumeTrue(installed, "python-tuf is not installed (pip install tuf); Debian 12 has no package of it");
        vendor = new Vendor(folder);
    }

    private int python(Path log, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
    }

    @Test
    void it_follows_every_root_and_verifies_releases_and_delegated_modules() throws Exception {
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
                Path log = folder.resolve("python.txt");
                assertThat(fetch(nginx, target, fetched, log))
                        .as(Files.readString(log))
                        .isZero();
                assertThat(fetched).hasSameBinaryContentAs(published(target));
            }
            Path altered = published("releases/1.0.0.json");
            Files.setPosixFilePermissions(altered, PosixFilePermissions.fromString("rw-r--r--"));
            Files.writeString(altered, Files.readString(altered).replace("stable", "stabel"));
            Path log = folder.resolve("python.txt");
            assertThat(fetch(nginx, "releases/1.0.0.json", folder.resolve("altered.json"), log))
                    .isNotZero();
            assertThat(log).content().contains("LengthOrHashMismatchError");
        }
    }

    private int fetch(Nginx nginx, String target, Path file, Path log) throws Exception {
        return python(
                log,
                Path.of("src/test/python/fetch.py").toAbsolutePath().toString(),
                nginx.url(),
                vendor.repository.resolve("metadata/vendor/1.root.json").toString(),
                target,
                file.toString());
    }

    private Path published(String target) throws IOException {
        Path name = vendor.repository.resolve("targets").resolve(target);
        try (Stream<Path> files = Files.list(name.getParent())) {
            return files.filter(file -> file.getFileName().toString().endsWith("." + name.getFileName()))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
