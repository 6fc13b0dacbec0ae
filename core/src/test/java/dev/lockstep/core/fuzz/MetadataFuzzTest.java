package dev.lockstep.core.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.model.MetadataFormatException;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.util.Optional;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever a mirror sends as metadata is refused as declared, or read as it was written. */
class MetadataFuzzTest {
    private static final int FACTOR = 400;

    @Provide
    Arbitrary<Input> metadata() {
        return Corpus.of("metadata").damaged();
    }

    @Example
    void everything_in_the_corpus() {
        for (Input input : Corpus.of("metadata").inputs()) {
            strict_json_is_read_or_refused(input);
            every_role_is_read_or_refused(input);
        }
    }

    @Property
    void strict_json_is_read_or_refused(@ForAll("metadata") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, FACTOR, () -> {
            try {
                JsonNode read = StrictJson.parse(input);
                assertThat(StrictJson.parse(PrettyJson.encode(read))).isEqualTo(read);
                assertThat(CanonicalJson.encode(read)).isNotEmpty();
            } catch (JsonFormatException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Property
    void every_role_is_read_or_refused(@ForAll("metadata") Input sent) {
        byte[] input = sent.bytes();
        Memory.bounded(input, 5 * FACTOR, () -> {
            read(input, MetadataType.ROOT);
            read(input, MetadataType.TIMESTAMP);
            read(input, MetadataType.SNAPSHOT);
            read(input, MetadataType.TARGETS).ifPresent(MetadataFuzzTest::search);
        });
    }

    private static <T extends RoleMetadata> Optional<T> read(byte[] input, MetadataType<T> type) {
        try {
            SignedMetadata<T> file = SignedMetadata.parse(input, type);
            assertThat(file.bytes()).isEqualTo(input);
            assertThat(SignedMetadata.unsigned(file.signed(), type).signed()).isEqualTo(file.signed());
            return Optional.of(file.signed());
        } catch (JsonFormatException | MetadataFormatException refused) {
            assertThat(refused.getMessage()).isNotBlank();
            return Optional.empty();
        }
    }

    private static void search(Targets targets) {
        targets.delegations()
                .ifPresent(delegations -> assertThat(delegations.rolesFor("modules/acme-meter/1.0.0.json"))
                        .hasSizeLessThanOrEqualTo(
                                Math.max(1, delegations.roles().size())));
    }

    @Property
    void a_client_refuses_it_and_keeps_what_it_has(@ForAll("metadata") Input sent) throws IOException {
        byte[] input = sent.bytes();
        InMemoryMetadataStore store = new InMemoryMetadataStore();
        TufUpdater client = TufUpdater.builder()
                .fetcher((name, limit) -> Optional.of(input))
                .store(store)
                .pinnedRoot(input)
                .build();
        try {
            client.refresh();
            throw new AssertionError("nobody has signed this");
        } catch (TufException refused) {
            assertThat(refused.code()).startsWith("TRUST-");
            assertThat(store.read("timestamp")).isEmpty();
        }
    }
}
