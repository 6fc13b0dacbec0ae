package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Quality;
import dev.lockstep.examples.metering.common.Reading;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/** A reading as a row of the database, with the quality that schema 2 brought. */
final class ReadingColumns {
    static final String LIST = "meter, sequence, taken, kwh, quality";
    static final String MARKS = "?, ?, ?, ?, ?";

    private ReadingColumns() {}

    static void bind(PreparedStatement insert, Reading reading) throws SQLException {
        insert.setString(1, reading.meter());
        insert.setLong(2, reading.sequence());
        insert.setObject(3, reading.time());
        insert.setBigDecimal(4, reading.kwh());
        insert.setString(5, reading.quality().name());
    }

    static Map<String, Object> read(ResultSet row) throws SQLException {
        Map<String, Object> reading = new LinkedHashMap<>();
        reading.put("meter", row.getString(1));
        reading.put("sequence", row.getLong(2));
        reading.put("time", row.getObject(3, Instant.class));
        reading.put("kwh", row.getBigDecimal(4));
        reading.put("quality", Objects.requireNonNullElse(row.getString(5), Quality.UNKNOWN.name()));
        return reading;
    }
}
