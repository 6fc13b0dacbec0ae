package dev.lockstep.core.tuf.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    @TempDir
    Path folder;

    @Test
    void a_plain_key_is_read_as_it_was_written_and_only_its_owner_can_read_it() throws Exception {
        Ed25519Signer key = Ed25519Signer.generate();
        Path file = folder.resolve("plain.pem");

        KeyFile.write(file, key, new char[0]);

        assertThat(KeyFile.read(file, new char[0]).publicKey()).isEqualTo(key.publicKey());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void an_encrypted_key_opens_with_its_passphrase_and_with_no_other() throws Exception {
        Ed25519Signer key = Ed25519Signer.generate();
        Path file = folder.resolve("encrypted.pem");

        KeyFile.write(file, key, "correct horse".toCharArray());

        assertThat(file).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----");
        assertThat(KeyFile.read(file, "correct horse".toCharArray()).publicKey())
                .isEqualTo(key.publicKey());
        assertThatThrownBy(() -> KeyFile.read(file, "battery staple".toCharArray()))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessageContaining("the passphrase does not open it");
    }

    @Test
    void what_is_no_key_is_refused() throws Exception {
        Path file = Files.writeString(folder.resolve("note.pem"), "-----BEGIN PRIVATE KEY-----\nAAAA\n");
        assertThatThrownBy(() -> KeyFile.read(file, new char[0]))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessageContaining("there is no PRIVATE KEY");
    }
}
