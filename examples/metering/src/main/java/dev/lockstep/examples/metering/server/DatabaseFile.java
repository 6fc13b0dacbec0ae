package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Folders;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;
import org.h2.jdbcx.JdbcDataSource;

/**
 * The H2 database in a folder, brought to the schema of this program.
 *
 * <p>H2 commits at every statement that changes a schema, so a transaction cannot hold a migration. Each migration
 * therefore works on a copy of the file, and the copy takes the original's place only when all of it succeeded: a
 * failure or a kill at any moment leaves the database as it was.
 */
final class DatabaseFile implements AutoCloseable {
    private static final String NAME = "metering";
    private static final String COPY = "metering-migrating";
    private static final int CONNECTIONS = 4;

    private final Path folder;
    private final FileChannel lock;

    private DatabaseFile(Path folder, FileChannel lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /** Takes the folder for this process. */
    static DatabaseFile in(Path folder) throws IOException {
        Path absolute = folder.toAbsolutePath();
        if (absolute.toString().indexOf(';') >= 0) {
            throw new IOException("The data folder's path holds a semicolon, which H2 does not allow: " + absolute);
        }
        Files.createDirectories(absolute);
        FileChannel lock = FileChannel.open(
                absolute.resolve("metering.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!taken(lock)) {
            lock.close();
            throw new IOException("Another metering server uses the folder " + absolute + ".");
        }
        return new DatabaseFile(absolute, lock);
    }

    private static boolean taken(FileChannel lock) throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    /** Applies what is missing, in order; a database that a later version has brought further stays as it is. */
    void migrate(List<Migration> migrations) throws IOException, SQLException {
        int current = Files.exists(file(NAME)) ? schema(NAME) : 0;
        for (Migration migration : migrations) {
            if (migration.number() > current) {
                apply(migration);
            }
        }
    }

    /** Opens the database for work. */
    JdbcConnectionPool open() {
        JdbcConnectionPool pool = JdbcConnectionPool.create(source(NAME));
        pool.setMaxConnections(CONNECTIONS);
        return pool;
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }

    private void apply(Migration migration) throws IOException, SQLException {
        Files.deleteIfExists(file(COPY));
        if (Files.exists(file(NAME))) {
            Files.copy(file(NAME), file(COPY));
        }
        try (Connection connection = source(COPY).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (number INT PRIMARY KEY, "
                    + "applied TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP)");
            statement.execute(migration.sql());
            record(connection, migration.number());
            statement.execute("SHUTDOWN");
        } catch (SQLException e) {
            Files.deleteIfExists(file(COPY));
            throw new SchemaFailed(migration.number(), e);
        }
        try (FileChannel written = FileChannel.open(file(COPY), StandardOpenOption.WRITE)) {
            written.force(true);
        }
        Files.move(file(COPY), file(NAME), StandardCopyOption.ATOMIC_MOVE);
        Folders.sync(folder);
    }

    private static void record(Connection connection, int number) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO schema_version (number) VALUES (?)")) {
            insert.setInt(1, number);
            insert.executeUpdate();
        }
    }

    private int schema(String name) throws SQLException {
        try (Connection connection = source(name).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT COALESCE(MAX(number), 0) FROM schema_version")) {
            row.next();
            return row.getInt(1);
        }
    }

    private JdbcDataSource source(String name) {
        JdbcDataSource source = new JdbcDataSource();
        // Without a write delay a commit has left the process when it returns; the shutdown hook is the program's own.
        source.setURL("jdbc:h2:file:" + folder.resolve(name)
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096;TRACE_LEVEL_FILE=0");
        source.setUser("sa");
        source.setPassword("");
        return source;
    }

    private Path file(String name) {
        return folder.resolve(name + ".mv.db");
    }
}
