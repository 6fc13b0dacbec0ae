package dev.lockstep.examples.metering.server;

import java.sql.SQLException;

/** Says that a migration failed and that the database was left as it was. */
final class SchemaFailed extends SQLException {
    private final int number;

    SchemaFailed(int number, SQLException cause) {
        super(
                "Migration V" + number + " failed, the database was left at schema " + (number - 1) + ": "
                        + cause.getMessage()
                                .lines()
                                .findFirst()
                                .orElse("no reason was given")
                                .replace("; SQL statement:", "."),
                cause);
        this.number = number;
    }

    int number() {
        return number;
    }
}
