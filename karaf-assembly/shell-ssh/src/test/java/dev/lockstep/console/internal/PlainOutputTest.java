package dev.lockstep.console.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlainOutputTest {
    private static final String COLOURED =
            "\u001b[31mError executing command \u001b[1mx\u001b[22m\u001b[39m: нет\u001b[2K\u001b[0;1m\n\u001bM.";

    @Test
    @DisplayName("LS-187: What goes to a program has no colours, however it is cut into pieces")
    void noColours() throws IOException {
        byte[] bytes = COLOURED.getBytes(StandardCharsets.UTF_8);
        for (int size = 1; size <= bytes.length; size++) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            try (PlainOutput plain = new PlainOutput(out)) {
                for (int at = 0; at < bytes.length; at += size) {
                    plain.write(bytes, at, Math.min(size, bytes.length - at));
                }
            }
            assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("Error executing command x: нет\n.");
        }
    }
}
