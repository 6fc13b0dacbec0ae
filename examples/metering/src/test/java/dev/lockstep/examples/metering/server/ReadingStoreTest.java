package dev.lockstep.examples.metering.server;

import static dev.lockstep.examples.metering.common.Readings.readings;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Reading;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReadingStoreTest {
    @TempDir
    private Path folder;

    private DatabaseFile database;
    private JdbcConnectionPool pool;
    private ReadingStore store;

    @BeforeEach
    void open() throws Exception {
        database = DatabaseFile.in(folder);
        database.migrate(Migration.fromJar());
        pool = database.open();
        store = new ReadingStore(pool);
    }

    @AfterEach
    void close() throws Exception {
        pool.dispose();
        database.close();
    }

    @Test
    void refusesAndCountsWhatIsSentAgain() throws Exception {
        assertThat(store.store(readings("M1", 1, 10))).isEqualTo(10);
        assertThat(store.store(readings("M1", 6, 15))).isEqualTo(5);
        assertThat(store.store(readings("M1", 15, 15))).isZero();
        assertThat(store.summary())
                .containsExactly(Map.of(
                        "meter",
                        "M1",
                        "count",
                        15L,
                        "minimum",
                        1L,
                        "maximum",
                        15L,
                        "gaps",
                        0L,
                        "doubled",
                        0L,
                        "duplicatesRefused",
                        6L));
    }

    @Test
    void countsEveryGapFromOneOn() throws Exception {
        store.store(readings("M1", 3, 5));
        store.store(readings("M1", 8, 10));
        assertThat(store.summary().get(0)).containsEntry("gaps", 4L).containsEntry("minimum", 3L);
    }

    @Test
    void refusesTheSecondOfTwoInOneBatch() throws Exception {
        List<Reading> batch = new ArrayList<>(readings("M1", 1, 5));
        batch.add(Collections.max(batch, (a, b) -> Long.compare(a.sequence(), b.sequence())));
        assertThat(store.store(batch)).isEqualTo(5);
        assertThat(store.latest(2)).extracting(row -> row.get("sequence")).containsExactly(5L, 4L);
    }

    @Test
    void storesEachReadingOnceWhenBatchesComeAtTheSameTime() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Integer>> work = Collections.nCopies(8, () -> store.store(readings("M1", 1, 50)));
            int stored = 0;
            for (Future<Integer> result : threads.invokeAll(work)) {
                stored += result.get();
            }
            assertThat(stored).isEqualTo(50);
            assertThat(store.summary().get(0)).containsEntry("duplicatesRefused", 350L);
        } finally {
            threads.shutdownNow();
        }
    }
}
