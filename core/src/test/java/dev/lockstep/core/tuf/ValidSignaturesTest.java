package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ValidSignaturesTest {
    private final List<String> verified = new ArrayList<>();
    private final ValidSignatures signatures = new ValidSignatures(2);

    @Test
    void aValidSignatureIsVerifiedOnce() {
        assertThat(ask(true, "key", "scheme", "signature", "file")).isTrue();
        assertThat(ask(false, "key", "scheme", "signature", "file")).isTrue();
        assertThat(verified).hasSize(1);
    }

    @Test
    void anInvalidOneIsVerifiedEachTime() {
        assertThat(ask(false, "key", "scheme", "signature", "file")).isFalse();
        assertThat(ask(true, "key", "scheme", "signature", "file")).isTrue();
        assertThat(verified).hasSize(2);
    }

    @Test
    @DisplayName("LS-161 What was valid vouches for nothing else, not even for the same bytes divided in another way")
    void nothingElseIsValid() {
        ask(true, "key", "scheme", "signature", "file");

        assertThat(ask(false, "key", "scheme", "signature", "file!")).isFalse();
        assertThat(ask(false, "key", "scheme", "signaturefi", "le")).isFalse();
        assertThat(ask(false, "key", "scheme", "signatur", "efile")).isFalse();
        assertThat(ask(false, "kei", "scheme", "signature", "file")).isFalse();
        assertThat(ask(false, "key", "schema", "signature", "file")).isFalse();
    }

    @Test
    void thoseThatWereNotAskedForLongestAreForgotten() {
        ask(true, "key", "scheme", "signature", "first");
        ask(true, "key", "scheme", "signature", "second");
        ask(true, "key", "scheme", "signature", "first");
        ask(true, "key", "scheme", "signature", "third");
        verified.clear();

        assertThat(ask(true, "key", "scheme", "signature", "first")).isTrue();
        assertThat(verified).isEmpty();
        assertThat(ask(false, "key", "scheme", "signature", "second")).isFalse();
    }

    private boolean ask(boolean valid, String... parts) {
        return signatures.holds(
                Stream.of(parts)
                        .map(part -> part.getBytes(StandardCharsets.UTF_8))
                        .toList(),
                () -> {
                    verified.add(String.join(" ", parts));
                    return valid;
                });
    }
}
