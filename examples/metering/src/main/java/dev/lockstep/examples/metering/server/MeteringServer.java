package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Answer;
import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.ControlPort;
import dev.lockstep.examples.metering.common.Controlled;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.Gate;
import dev.lockstep.examples.metering.common.Health;
import dev.lockstep.examples.metering.common.HttpPort;
import dev.lockstep.examples.metering.common.HttpPort.Question;
import dev.lockstep.examples.metering.common.Json;
import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.jdbcx.JdbcConnectionPool;

/**
 * The metering server as a whole: its database and its application port.
 *
 * <p>When the database cannot be brought to this program's schema, the program stays and says why in its health, so that
 * whoever started it learns the reason and not only that it ended.
 */
final class MeteringServer implements Controlled, AutoCloseable {
    private static final int MAX_BATCH = 1000;
    private static final int MAX_LATEST = 500;
    private static final int THREADS = 8;
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);

    private final ServerSettings settings;
    private final String version;
    private final Gate gate = new Gate();
    private final AtomicReference<Health> health = new AtomicReference<>(new Health.Down("The server is starting."));
    private final AtomicLong stored = new AtomicLong();
    private final List<AutoCloseable> opened = new ArrayList<>();

    MeteringServer(ServerSettings settings, String version) {
        this.settings = settings;
        this.version = version;
    }

    /** Opens the database and the application port; a failure of the database becomes the health's reason. */
    void start(Path data, List<Migration> migrations) throws IOException {
        DatabaseFile database = DatabaseFile.in(data);
        opened.add(database);
        try {
            database.migrate(migrations);
        } catch (SQLException e) {
            System.getLogger(MeteringServer.class.getName())
                    .log(System.Logger.Level.ERROR, "The database cannot be used: {0}", e.getMessage());
            health.set(new Health.Down(e.getMessage()));
            return;
        }
        JdbcConnectionPool pool = database.open();
        opened.add(0, pool::dispose);
        HttpPort http = new HttpPort(settings.address(), THREADS);
        opened.add(0, http);
        routes(http, new ReadingStore(pool)).start();
        System.out.println("application port " + http.port());
        health.set(new Health.Up());
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public Health health() {
        return gate.isOpen() ? health.get() : new Health.Down("The server is draining.");
    }

    @Override
    public boolean drain(Duration limit) throws InterruptedException {
        return gate.drain(limit);
    }

    @Override
    public Map<String, Object> status() {
        return Map.of("version", version, "stored", stored.get(), "draining", !gate.isOpen());
    }

    /** Lets running batches end, then closes what was opened, the newest first. */
    @Override
    public void close() throws Exception {
        gate.drain(STOP_LIMIT);
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
    }

    private HttpPort routes(HttpPort http, ReadingStore store) {
        LoginRule login = new LoginRule(version, settings.updatePort());
        return http.on("GET", "/health", question -> ControlPort.health(this))
                .on("GET", "/login", question -> login.answer(question.query().getOrDefault("version", "")))
                .on("GET", "/summary", question -> answer("meters", store::summary))
                .on("GET", "/readings/latest", question -> latest(store, question))
                .on("POST", "/readings", question -> take(store, question));
    }

    private Answer take(ReadingStore store, Question question) throws BadInput, IOException {
        List<Reading> readings = new ArrayList<>();
        for (Fields fields : Json.parse(question.body()).objects("readings")) {
            readings.add(Reading.of(fields));
        }
        if (readings.size() > MAX_BATCH) {
            throw new BadInput("readings.too-many", "A batch holds at most " + MAX_BATCH + " readings.");
        }
        if (!gate.enter()) {
            return Answer.error(503, "server.draining", "The server is draining; send the batch again later.");
        }
        try {
            int fresh = store.store(readings);
            stored.addAndGet(fresh);
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("acknowledged", readings.size());
            body.put("stored", fresh);
            body.put("refused", readings.size() - fresh);
            return Answer.ok(body);
        } catch (SQLException e) {
            throw new IOException("The batch could not be stored", e);
        } finally {
            gate.leave();
        }
    }

    private Answer latest(ReadingStore store, Question question) throws BadInput, IOException {
        String max = question.query().getOrDefault("max", "50");
        if (!max.matches("[1-9]\\d{0,2}")) {
            throw new BadInput("readings.max", "?max= is a number from 1 to " + MAX_LATEST + ".");
        }
        int limit = Math.min(MAX_LATEST, Integer.parseInt(max));
        return answer("readings", () -> store.latest(limit));
    }

    /** Something that is read from the database. */
    private interface Query {
        List<Map<String, Object>> rows() throws SQLException;
    }

    private Answer answer(String name, Query query) throws IOException {
        try {
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("version", version);
            body.put(name, query.rows());
            return Answer.ok(body);
        } catch (SQLException e) {
            throw new IOException("The database could not be read", e);
        }
    }
}
