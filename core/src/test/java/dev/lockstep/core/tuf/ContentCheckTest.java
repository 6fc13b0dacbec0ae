package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ContentCheckTest {
    private static final byte[] CONTENT = "the content".getBytes(StandardCharsets.UTF_8);
    private static final TargetFile TARGET =
            new TargetFile("x", CONTENT.length, Hashes.sha256(Digest.of(CONTENT).hex()));

    private static void copy(byte[] content, TargetFile target) throws Exception {
        ContentCheck.copy(new ByteArrayInputStream(content), OutputStream.nullOutputStream(), target);
    }

    @Test
    void theRightContentIsCopied() throws Exception {
        ByteArrayOutputStream copy = new ByteArrayOutputStream();

        ContentCheck.copy(new ByteArrayInputStream(CONTENT), copy, TARGET);

        assertThat(copy.toByteArray()).isEqualTo(CONTENT);
    }

    @Test
    void otherContentShorterOrLongerIsRefused() {
        assertThatThrownBy(() -> copy("The content".getBytes(StandardCharsets.UTF_8), TARGET))
                .isInstanceOf(HashMismatchException.class)
                .hasMessageContaining("x has the sha256 ");
        assertThatThrownBy(() -> copy(new byte[3], TARGET))
                .isInstanceOf(LengthMismatchException.class)
                .hasMessage("x has 3 bytes where 11 were signed");
    }

    @Test
    void endlessContentIsReadNoFurtherThanItsSignedLength() {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThatThrownBy(() -> ContentCheck.copy(endless, OutputStream.nullOutputStream(), TARGET))
                .isInstanceOf(FileTooLongException.class);
    }

    @Test
    void oneKnownHashIsEnoughAndEveryKnownOneHasToFit() throws Exception {
        String right = Digest.of(CONTENT).hex();

        copy(CONTENT, new TargetFile("x", 11, new Hashes(Map.of("sha256", right, "whirlpool", "00"))));
        assertThatThrownBy(() ->
                        copy(CONTENT, new TargetFile("x", 11, new Hashes(Map.of("sha256", right, "sha512", "00")))))
                .isInstanceOf(HashMismatchException.class);
        assertThatThrownBy(() -> copy(CONTENT, new TargetFile("x", 11, new Hashes(Map.of("whirlpool", right)))))
                .isInstanceOf(UnsupportedHashException.class)
                .hasMessage("x has only hashes of unknown kinds: whirlpool");
    }
}
