package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HomeTest {
    @TempDir
    private Path folder;

    @Test
    void theIdIsMadeOnceAndStays() throws IOException {
        NodeIdentity first = home().identity("");
        NodeIdentity second = home().identity("Boiler house");

        assertThat(second.id()).isEqualTo(first.id());
        assertThat(first.name()).isEqualTo("ws-17");
        assertThat(second.name()).isEqualTo("Boiler house");
        assertThat(first.data()).isEqualTo(folder.resolve("data/lockstep"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc", "\0\0\0", "{}"})
    @DisplayName("LS-176: A damaged id is replaced by its copy, and refused by name if that is damaged, too")
    void aDamagedIdIsNotReplacedByAnother(String damage) throws IOException {
        String id = home().identity("").id();
        Path file = folder.resolve("data/lockstep/node-id");
        Files.writeString(file, damage);
        assertThat(home().identity("").id()).isEqualTo(id);
        assertThat(folder.resolve("data/lockstep/node-id.damaged")).hasContent(damage);
        assertThat(file).hasContent(id);

        Files.writeString(file, damage);
        Files.writeString(folder.resolve("data/lockstep/node-id.copy"), damage);
        assertThatThrownBy(() -> home().identity(""))
                .isInstanceOf(ProblemException.class)
                .hasMessage("The file " + file
                        + " of this computer is damaged (it holds no id), and there is no copy that can be"
                        + " used. Nothing was changed. Put it back from a backup of this computer. If there is none, rename it:"
                        + " then this computer gets another id, and its server shows it as a new one.");
        assertThat(file).hasContent(damage);

        Files.move(file, folder.resolve("elsewhere"));
        assertThat(home().identity("").id()).isNotEqualTo(id);
    }

    private Home home() {
        return new Home(folder, Map.of("HOSTNAME", "ws-17"), new Platform("linux-x64"), UUID::randomUUID);
    }
}
