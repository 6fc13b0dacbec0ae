package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.release.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    @Test
    void aDamagedIdIsNotReplacedSilently() throws IOException {
        Files.createDirectories(folder.resolve("data/lockstep"));
        Files.writeString(folder.resolve("data/lockstep/node-id"), "../../etc");

        assertThatThrownBy(() -> home().identity(""))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("does not hold this node's id; remove it, and a new one is made");
    }

    private Home home() {
        return new Home(folder, Map.of("HOSTNAME", "ws-17"), new Platform("linux-x64"), UUID::randomUUID);
    }
}
