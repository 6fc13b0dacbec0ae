package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Reading;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;

/**
 * The stored readings. Safe for any number of threads; one batch is written at a time.
 *
 * <p>The primary key of meter and sequence number makes storing idempotent: a reading that is there is refused and
 * counted, so a batch may be sent again after an answer was lost.
 */
final class ReadingStore {
    private static final String DUPLICATE_KEY = "23505";

    private final DataSource source;
    private final ReentrantLock writing = new ReentrantLock();

    ReadingStore(DataSource source) {
        this.source = source;
    }

    /** Stores a batch as one transaction, on disk when this returns; gives the number of readings that were new. */
    int store(List<Reading> readings) throws SQLException {
        writing.lock();
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                int stored = insert(connection, readings);
                connection.commit();
                sync(connection);
                return stored;
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } finally {
            writing.unlock();
        }
    }

    /** For each meter: count, minimum, maximum, gaps between 1 and the maximum, doubled, refused duplicates. */
    List<Map<String, Object>> summary() throws SQLException {
        List<Map<String, Object>> meters = new ArrayList<>();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT r.meter, COUNT(*), COUNT(DISTINCT r.sequence),"
                        + " MIN(r.sequence), MAX(r.sequence), COALESCE(MAX(f.duplicates), 0) FROM readings r"
                        + " LEFT JOIN refused f ON f.meter = r.meter GROUP BY r.meter ORDER BY r.meter")) {
            while (row.next()) {
                Map<String, Object> meter = new LinkedHashMap<>();
                meter.put("meter", row.getString(1));
                meter.put("count", row.getLong(2));
                meter.put("minimum", row.getLong(4));
                meter.put("maximum", row.getLong(5));
                meter.put("gaps", row.getLong(5) - row.getLong(3));
                meter.put("doubled", row.getLong(2) - row.getLong(3));
                meter.put("duplicatesRefused", row.getLong(6));
                meters.add(meter);
            }
        }
        return meters;
    }

    /** The newest readings of all meters, newest first. */
    List<Map<String, Object>> latest(int max) throws SQLException {
        List<Map<String, Object>> readings = new ArrayList<>();
        try (Connection connection = source.getConnection();
                PreparedStatement select = connection.prepareStatement(
                        "SELECT " + ReadingColumns.LIST + " FROM readings ORDER BY taken DESC, meter LIMIT ?")) {
            select.setInt(1, max);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    readings.add(ReadingColumns.read(row));
                }
            }
        }
        return readings;
    }

    private static int insert(Connection connection, List<Reading> readings) throws SQLException {
        int stored = 0;
        Map<String, Integer> refused = new TreeMap<>();
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO readings (" + ReadingColumns.LIST + ") VALUES (" + ReadingColumns.MARKS + ")")) {
            for (Reading reading : readings) {
                ReadingColumns.bind(insert, reading);
                try {
                    stored += insert.executeUpdate();
                } catch (SQLException e) {
                    if (!DUPLICATE_KEY.equals(e.getSQLState())) {
                        throw e;
                    }
                    refused.merge(reading.meter(), 1, Integer::sum);
                }
            }
        }
        for (Map.Entry<String, Integer> meter : refused.entrySet()) {
            countRefused(connection, meter.getKey(), meter.getValue());
        }
        return stored;
    }

    private static void countRefused(Connection connection, String meter, int count) throws SQLException {
        try (PreparedStatement merge = connection.prepareStatement("MERGE INTO refused (meter, duplicates) VALUES (?,"
                + " ? + COALESCE((SELECT duplicates FROM refused WHERE meter = ?), 0))")) {
            merge.setString(1, meter);
            merge.setInt(2, count);
            merge.setString(3, meter);
            merge.executeUpdate();
        }
    }

    /** A commit reaches the operating system; this reaches the disk, so that a power cut takes nothing acknowledged. */
    private static void sync(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT SYNC");
        }
    }
}
