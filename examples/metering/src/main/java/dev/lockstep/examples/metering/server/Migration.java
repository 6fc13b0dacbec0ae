package dev.lockstep.examples.metering.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One numbered step of the database schema.
 *
 * <p>Steps only add: the version before must be able to read and write what the step leaves, for it may be rolled back to.
 *
 * @param number counted from 1
 * @param sql the statements, separated by semicolons
 */
record Migration(int number, String sql) {
    /** The steps in this program's jar: {@code schema/V1.sql}, {@code V2.sql} and so on without a gap. */
    static List<Migration> fromJar() throws IOException {
        List<Migration> migrations = new ArrayList<>();
        while (true) {
            int number = migrations.size() + 1;
            try (InputStream in = Migration.class.getResourceAsStream("schema/V" + number + ".sql")) {
                if (in == null) {
                    return migrations;
                }
                migrations.add(new Migration(number, new String(in.readAllBytes(), StandardCharsets.UTF_8)));
            }
        }
    }
}
