package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(900)
class PackedProgramIT {
    private static final int FILES = 150;

    @TempDir
    Path folder;

    @Test
    void the_archive_that_is_downloaded_runs_from_anywhere_and_through_a_link() throws Exception {
        Process unpack = new ProcessBuilder(
                        "tar",
                        "xzf",
                        Program.build().resolve("lockstep-cli.tar.gz").toString())
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(unpack.waitFor()).isZero();
        Path link = Files.createSymbolicLink(folder.resolve("ls"), Path.of("lockstep-cli/bin/lockstep"));
        Program program = new Program(link, folder);
        Path server = new Vendor(folder).component("server", Map.of("a", "1"));

        assertThat(program.succeed("--version").out()).startsWith("lockstep 1.0.0");
        program.succeed("init-repository", "up", "--no-passphrase");
        Program.Ended published =
                program.succeed("publish", "up", "--release", "1.0.0", "--component", "server=" + server);
        assertThat(published.out()).contains("Published release 1.0.0");
        assertThat(published.err()).as("no bar where nobody watches").isEmpty();
        assertThat(program.succeed("verify", "up", "--json").json().at("/sound").asBoolean())
                .isTrue();

        assertThat(program.run("verify", "none").status()).isEqualTo(1);
        assertThat(program.run("verify").status()).isEqualTo(2);
        Program trust = new Program(folder.resolve("lockstep-cli/bin/lockstep-tuf"), folder);
        assertThat(trust.run("--help").out()).contains("lockstep-tuf");
    }

    @Test
    void a_publisher_that_is_killed_leaves_what_was_there_and_the_next_one_finishes() throws Exception {
        Program program = Program.packed(folder);
        Vendor vendor = new Vendor(folder);
        program.succeed("init-repository", "updates", "--no-passphrase");
        Path small = vendor.component("small", Map.of("a", "1"));
        program.succeed("publish", "updates", "--release", "1.0.0", "--component", "server=" + small);
        Path large = largeComponent();
        String[] publish = {"publish", "updates", "--release", "1.1.0", "--component", "server=" + large};

        for (int payloads : new int[] {2, FILES}) {
            Process publisher = program.start(publish);
            while (publisher.isAlive() && payloads() < payloads) {
                LockSupport.parkNanos(2_000_000);
            }
            publisher.destroyForcibly().waitFor(120, TimeUnit.SECONDS);

            assertThat(vendor.succeed("verify").out()).contains("Sound: ");
            assertThat(vendor.client().releases()).hasSizeBetween(1, 2);
        }
        program.succeed(publish);

        assertThat(vendor.client().releases()).hasSize(2);
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 2 releases");
        assertThat(vendor.tree("1.1.0", "server").files()).hasSize(FILES);
        assertThat(vendor.repository.resolve("targets/incoming")).doesNotExist();
    }

    @Test
    void a_publisher_in_another_process_is_kept_out() throws Exception {
        Program program = Program.packed(folder);
        program.succeed("init-repository", "updates", "--no-passphrase");
        Path server = new Vendor(folder).component("server", Map.of("a", "1"));
        String[] publish = {"publish", "updates", "--release", "1.0.0", "--component", "server=" + server};
        TufRepository repository =
                new TufRepository(folder.resolve("updates/metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());

        try (Publication mine = repository.begin(KeyRing.of())) {
            assertThat(mine.targets("targets")).isEmpty();
            Program.Ended theirs = program.run(publish);
            assertThat(theirs.status()).isEqualTo(1);
            assertThat(theirs.err()).contains("[REPOSITORY-LOCKED]").hasLineCount(1);
        }
        program.succeed(publish);
    }

    private Path largeComponent() throws IOException {
        Path large = Files.createDirectory(folder.resolve("large"));
        Random random = new Random(20261122);
        byte[] contents = new byte[20_000];
        for (int i = 0; i < FILES; i++) {
            random.nextBytes(contents);
            Files.write(large.resolve("file-" + i), contents);
        }
        return large;
    }

    private long payloads() throws IOException {
        Path payloads = folder.resolve("updates/targets/sha256");
        if (!Files.isDirectory(payloads)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(payloads, 2)) {
            return files.filter(file -> file.getFileName().toString().length() == 64)
                    .count();
        }
    }
}
