package dev.lockstep.core.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class GuardListTest {
    private static final Digest ONE = Digest.of("one".getBytes(StandardCharsets.UTF_8));
    private static final Digest TWO = Digest.of("two".getBytes(StandardCharsets.UTF_8));

    @TempDir
    Path folder;

    @Test
    void whatIsWrittenIsReadAgain() throws Exception {
        GuardList list = new GuardList(folder.resolve("guard/modules.sha256"));
        assertThat(list.read()).isEmpty();

        list.write(Map.of(ONE, "one 1.0.0", TWO, "two\n 2.0.0"));

        assertThat(list.read()).containsOnly(Map.entry(ONE, "one 1.0.0"), Map.entry(TWO, "two 2.0.0"));
        list.write(Map.of());
        assertThat(list.read()).isEmpty();
    }

    @Test
    @DisplayName("LS-171: nobody but its owner can write a list of the guard, or into its folder")
    @DisabledOnOs(OS.WINDOWS)
    void onlyItsOwnerCanWriteIt() throws Exception {
        Path file = folder.resolve("guard/modules.sha256");
        Files.createDirectories(file.getParent());
        Files.setPosixFilePermissions(file.getParent(), PosixFilePermissions.fromString("rwxrwxrwx"));

        new GuardList(file).write(Map.of(ONE, "one"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
                .isEqualTo("rwx------");
    }

    @Test
    void whatIsDamagedCountsForNothingAndIsWrittenAnew() throws Exception {
        Path file = folder.resolve("modules.sha256");
        GuardList list = new GuardList(file);
        for (byte[] damage :
                new byte[][] {{}, new byte[100], {(byte) 0xff, '\n'}, "garbage  more\n".getBytes(StandardCharsets.UTF_8)
                }) {
            Files.write(file, damage);

            assertThat(list.read()).isEmpty();
            list.write(Map.of(ONE, "one"));
            assertThat(list.read()).containsOnlyKeys(ONE);
        }
    }
}
