package dev.lockstep.distribution.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteKeySourceTest {
    private Instant now = Instant.parse("2026-11-22T10:00:00Z");
    private final Set<String> names = new TreeSet<>(Set.of("localhost", "127.0.0.1"));

    @TempDir
    private Path folder;

    @Test
    void an_authority_is_made_once_and_outlives_a_restart() throws Exception {
        KeyAndChain first = open().current();
        KeyAndChain again = open().current();
        assertThat(again.certificate()).isEqualTo(first.certificate());
        assertThat(again.authority()).isEqualTo(first.authority());
        assertThat(folder).isDirectoryContaining("glob:**authority.pem").isDirectoryContaining("glob:**server.pem");
    }

    @Test
    void the_certificate_is_renewed_long_before_it_ends_and_the_authority_stays() throws Exception {
        SiteKeySource keys = open();
        KeyAndChain first = keys.current();
        now = now.plus(Duration.ofDays(100));
        assertThat(keys.current().certificate()).isEqualTo(first.certificate());
        now = now.plus(Duration.ofDays(60));
        KeyAndChain renewed = keys.current();
        assertThat(renewed.certificate()).isNotEqualTo(first.certificate());
        assertThat(renewed.authority()).isEqualTo(first.authority());
        assertThat(renewed.certificate().getNotAfter().toInstant()).isAfter(now.plus(Duration.ofDays(364)));
    }

    @Test
    void a_new_address_of_the_computer_gets_into_a_new_certificate() throws Exception {
        SiteKeySource keys = open();
        KeyAndChain first = keys.current();
        names.add("10.1.2.3");
        assertThat(keys.current().certificate()).isEqualTo(first.certificate());
        now = now.plus(Duration.ofMinutes(10));
        assertThat(keys.current().certificate().getSubjectAlternativeNames())
                .anyMatch(name -> name.get(1).equals("10.1.2.3"));
    }

    @Test
    @DisplayName("LS-128 An authority that came back from a backup is in force at once, with no restart")
    void an_authority_from_a_backup_is_in_force_at_once() throws Exception {
        Path file = folder.resolve("authority.pem");
        KeyAndChain before = open().current();
        byte[] backup = Files.readAllBytes(file);
        Files.delete(file);
        Files.delete(folder.resolve("server.pem"));
        SiteKeySource keys = open();
        KeyAndChain reinstalled = keys.current();
        assertThat(reinstalled.authority()).isNotEqualTo(before.authority());
        Files.delete(file);
        assertThat(keys.current().authority()).isEqualTo(reinstalled.authority());
        assertThat(file).doesNotExist();
        Files.write(file, backup);
        Files.setLastModifiedTime(file, FileTime.from(now.plus(Duration.ofDays(1))));
        assertThat(keys.current().authority()).isEqualTo(before.authority());
    }

    @Test
    void a_damaged_authority_is_never_replaced_by_itself() throws Exception {
        open().current();
        Path file = folder.resolve("authority.pem");
        PemFile.write(file, KeyAndChain.forComputer("somebody", now));
        assertThatThrownBy(() -> open().current())
                .isInstanceOf(IOException.class)
                .hasMessage(file + " is not the authority of a site; bring it back from a backup");
        Files.writeString(file, "damaged");
        assertThatThrownBy(() -> open().current()).isInstanceOf(IOException.class);
        assertThat(file).hasContent("damaged");
    }

    private SiteKeySource open() {
        return new SiteKeySource(folder, "main", () -> Set.copyOf(names), () -> now);
    }
}
