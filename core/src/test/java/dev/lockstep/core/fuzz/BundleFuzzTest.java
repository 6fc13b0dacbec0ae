package dev.lockstep.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.source.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What comes on a medium: bundles, and the status files that go back, are refused as declared or are what was written. */
class BundleFuzzTest {
    private static final int FACTOR = 400;
    private static final Set<ProblemCode> REFUSALS =
            Set.of(ProblemCode.BUNDLE_UNREADABLE, ProblemCode.BUNDLE_ALTERED, ProblemCode.BUNDLE_PARTIAL);

    @Provide
    Arbitrary<Input> bundles() {
        return Corpus.of("bundle").damaged();
    }

    @Provide
    Arbitrary<Input> statusFiles() {
        return Corpus.of("status").damaged();
    }

    @Example
    void every_bundle_in_the_corpus_opens() throws IOException {
        for (Input input : Corpus.of("bundle").inputs()) {
            assertThat(opens(input.bytes())).isTrue();
        }
    }

    @Example
    void every_status_file_in_the_corpus_is_read() {
        for (Input input : Corpus.of("status").inputs()) {
            assertThat(StatusFile.read(input.bytes()).status().computers()).isNotEmpty();
        }
    }

    @Property
    void bundles_are_refused_or_are_whole(@ForAll("bundles") Input sent) throws IOException {
        byte[] input = sent.bytes();
        Memory.bounded(input, FACTOR, () -> opens(input));
    }

    /** Whether it is taken for a bundle; then every file of its list can be read, and has its length. */
    private static boolean opens(byte[] bytes) throws IOException {
        Path file = Files.createTempFile("lockstep-fuzz", OfflineBundle.SUFFIX);
        try {
            Files.write(file, bytes);
            OfflineBundle bundle = OfflineBundle.open(file);
            assertThat(bundle.bytes()).isEqualTo(bytes.length);
            for (var payload : bundle.contents().blobs()) {
                String path = "targets/" + payload.digest().path();
                try (Transport.Content content =
                        bundle.transport().open(path, 0).orElseThrow()) {
                    assertThat(content.body().readAllBytes()).hasSize((int) payload.length());
                }
            }
            return true;
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).as(refused.getMessage()).isIn(REFUSALS);
            assertThat(refused.problem().facts().get("reason")).isNotBlank();
            return false;
        } finally {
            Files.delete(file);
        }
    }

    @Property
    void status_files_are_refused_or_agree_with_themselves(@ForAll("statusFiles") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, FACTOR, () -> {
            try {
                StatusFile read = StatusFile.read(input);
                assertThat(StatusFile.read(input).status()).isEqualTo(read.status());
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }
}
