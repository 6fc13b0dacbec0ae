package dev.lockstep.examples.metering.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.examples.metering.common.Readings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DatabaseFileTest {
    @TempDir
    private Path folder;

    @Test
    void aMigrationThatFailsHalfWayLeavesTheDatabaseAsItWas() throws Exception {
        List<Migration> migrations = new ArrayList<>(Migration.fromJar());
        try (DatabaseFile database = DatabaseFile.in(folder)) {
            database.migrate(migrations);
            store(database, 1, 10);
            migrations.add(
                    new Migration(3, "DROP TABLE refused; DELETE FROM readings; CREATE INDEX x ON readings (no);"));
            assertThatThrownBy(() -> database.migrate(migrations))
                    .isInstanceOfSatisfying(
                            SchemaFailed.class, e -> assertThat(e.number()).isEqualTo(3))
                    .hasMessage("Migration V3 failed, the database was left at schema 2: Column \"NO\" not found.");

            assertThat(files()).containsExactlyInAnyOrder("metering.mv.db", "metering.lock");
            assertThat(store(database, 5, 12)).isEqualTo(2);
        }
    }

    @Test
    void whatAKillLeftOfAMigrationIsThrownAway() throws Exception {
        try (DatabaseFile database = DatabaseFile.in(folder)) {
            database.migrate(Migration.fromJar().subList(0, 1));
            Files.writeString(folder.resolve("metering-migrating.mv.db"), "half a copy");
            database.migrate(Migration.fromJar());
            assertThat(store(database, 1, 3)).isEqualTo(3);
        }
    }

    @Test
    void whatALaterVersionHasDoneIsNotDoneAgain() throws Exception {
        List<Migration> later = new ArrayList<>(Migration.fromJar());
        later.add(new Migration(3, "ALTER TABLE readings ADD COLUMN tariff VARCHAR(16);"));
        try (DatabaseFile database = DatabaseFile.in(folder)) {
            database.migrate(later);
            List<Migration> wouldFail = new ArrayList<>(Migration.fromJar());
            wouldFail.add(new Migration(3, "This is not SQL;"));
            database.migrate(wouldFail);
            assertThat(store(database, 1, 3)).isEqualTo(3);
        }
    }

    @Test
    void refusesAFolderWhosePathWouldBeReadAsSettings() {
        assertThatThrownBy(() -> DatabaseFile.in(folder.resolve("a;INIT=RUNSCRIPT")))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("The data folder's path holds a semicolon, which H2 does not allow: ");
    }

    private static int store(DatabaseFile database, long from, long to) throws Exception {
        JdbcConnectionPool pool = database.open();
        try {
            return new ReadingStore(pool).store(Readings.readings("M1", from, to));
        } finally {
            pool.dispose();
        }
    }

    private List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}
