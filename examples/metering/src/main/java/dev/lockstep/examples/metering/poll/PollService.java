package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.Controlled;
import dev.lockstep.examples.metering.common.Gate;
import dev.lockstep.examples.metering.common.Health;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The poll service as a whole: meters in, journal between, server out. */
final class PollService implements Controlled, AutoCloseable {
    private static final Duration CALL = Duration.ofSeconds(5);
    private static final int COMPACT_AFTER = 20_000;

    private final PollSettings settings;
    private final String version;
    private final Gate gate = new Gate();
    private final Journal journal;
    private final Collector collector;
    private final Sender sender;

    PollService(PollSettings settings, Path data, String version) throws IOException {
        this.settings = settings;
        this.version = version;
        journal = Journal.open(data, COMPACT_AFTER);
        collector = new Collector(settings, journal, gate);
        URI target = settings.server().http("/readings");
        sender = new Sender(journal, new HttpCalls(CALL), target, version);
    }

    void start() {
        collector.start();
        sender.start();
    }

    @Override
    public String version() {
        return version;
    }

    /** Well while at least one meter can be read; a server that is away is no reason to be ill. */
    @Override
    public Health health() {
        if (!gate.isOpen()) {
            return new Health.Down("The service is draining.");
        }
        Optional<String> trouble = collector.trouble();
        return trouble.isPresent() ? new Health.Down(trouble.get()) : new Health.Up();
    }

    @Override
    public boolean drain(Duration limit) throws InterruptedException {
        return gate.drain(limit);
    }

    @Override
    public Map<String, Object> status() {
        Map<String, Long> last = new TreeMap<>();
        settings.meters().forEach(meter -> last.put(meter.meter(), journal.lastTaken(meter.meter())));
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("version", version);
        status.put("server", settings.server());
        status.put("sessions", collector.sessions());
        status.put("running", gate.inside());
        status.put("draining", !gate.isOpen());
        status.put("buffered", journal.size());
        status.put("sent", sender.sent());
        status.put("missed", collector.missed());
        status.put("lastSequence", last);
        status.put("meterErrors", collector.errors());
        status.put("serverError", sender.trouble().orElse(""));
        return status;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        collector.close();
        sender.close();
        journal.close();
    }
}
