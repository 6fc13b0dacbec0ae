package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two consecutive releases of Apache Karaf, as their makers packed them. */
@Timeout(900)
class RealDistributionIT {
    @TempDir
    Path folder;

    @Test
    void of_the_second_release_only_files_that_changed_are_new_payloads() throws Exception {
        Vendor vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
        Path first = unpack("4.4.9");
        Path second = unpack("4.4.10");
        Set<Blob> before = contents(first);
        Set<Blob> changed = contents(second);
        changed.removeAll(before);

        JsonNode one = publish(vendor, "4.4.9", first);
        JsonNode two = publish(vendor, "4.4.10", second);

        assertThat(one.at("/newPayloads").asInt()).isEqualTo(before.size() + 1);
        assertThat(two.at("/newPayloads").asInt())
                .as("each changed file once, and the tree")
                .isEqualTo(changed.size() + 1)
                .isLessThan(before.size());
        assertThat(publish(vendor, "4.4.10", second).at("/published/0/state").asText())
                .isEqualTo("unchanged");
        JsonNode verified = vendor.succeed("verify", "--json").json();
        assertThat(verified.at("/payloads").asInt()).isEqualTo(before.size() + changed.size() + 2);
        assertThat(verified.at("/findings")).isEmpty();
        Tree tree = vendor.tree("4.4.10", "karaf");
        assertThat(tree.files())
                .filteredOn(Tree.File::executable)
                .extracting(Tree.File::path)
                .contains("bin/karaf");
    }

    private static JsonNode publish(Vendor vendor, String version, Path component) {
        return vendor.succeed("publish", "--release", version, "--component", "karaf=" + component, "--json")
                .json();
    }

    private Path unpack(String version) throws Exception {
        Path archive = Program.build().resolve("real/apache-karaf-" + version + ".tar.gz");
        Process tar = new ProcessBuilder("tar", "xzf", archive.toString())
                .directory(folder.toFile())
                .inheritIO()
                .start();
        assertThat(tar.waitFor()).isZero();
        return folder.resolve("apache-karaf-" + version);
    }

    private static Set<Blob> contents(Path folder) throws IOException {
        Set<Blob> contents = new HashSet<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                contents.add(Payloads.hash(file, read -> {}));
            }
        }
        return contents;
    }
}
