package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.FleetSettings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at the site every second, and measures for how long its computers ran different versions.
 *
 * <p>Seen from here a computer changes when its report says so, so the measure is right to about a second.
 */
@Component(service = SiteVersions.class, immediate = true, configurationPid = "dev.lockstep.fleet")
public final class SiteWatch implements SiteVersions {
    private static final Logger LOG = LoggerFactory.getLogger(SiteWatch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Roster roster;
    private final Supplier<SiteSnapshot.Own> own;
    private final MixedStateFile file;
    private final InstantSource clock;
    private final Bounds bounds;
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "lockstep-fleet-versions");
        thread.setDaemon(true);
        return thread;
    });
    private MixedState mixture;
    private boolean unsaved;

    /** Called by Declarative Services. */
    @Activate
    public SiteWatch(
            Map<String, Object> properties,
            @Reference Settings settings,
            @Reference Roster roster,
            @Reference Assignments assignments,
            @Reference UpdateAgent agent) {
        this(
                roster,
                () -> new SiteSnapshot.Own(
                        agent.status().components(), assignments.current().release(), assignments.apart()),
                new MixedStateFile(settings.identity().data().resolve("fleet")),
                InstantSource.system(),
                Bounds.of(FleetSettings.FILE.read(properties, LOG::warn)));
        long nanos = LOOK_EVERY.toNanos();
        var unused = looking.scheduleWithFixedDelay(this::lookSafely, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    SiteWatch(Roster roster, Supplier<SiteSnapshot.Own> own, MixedStateFile file, InstantSource clock, Bounds bounds) {
        this.roster = roster;
        this.own = own;
        this.file = file;
        this.clock = clock;
        this.bounds = bounds;
        this.mixture = file.load();
    }

    /** What was measured is on disk already, but for a disk that could not be written to. */
    @Deactivate
    public void close() {
        looking.shutdownNow();
    }

    @Override
    public synchronized State state() {
        // First the look, for it changes the mixture.
        SiteSnapshot look = look();
        return mixture.state(look, bounds.mixed());
    }

    @Override
    public synchronized List<Ended> ended() {
        look();
        return mixture.ended();
    }

    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException e) {
            // The next look must come all the same.
            LOG.warn("The versions of this site could not be looked at, and this will be tried again.", e);
        }
    }

    /** Looks at the site and takes down what has changed. */
    synchronized SiteSnapshot look() {
        SiteSnapshot look = SiteSnapshot.of(clock.instant(), own.get(), roster.computers(), bounds.silent());
        MixedState next = mixture.after(look, bounds.mixed());
        if (!next.equals(mixture)) {
            tell(mixture, next);
            mixture = next;
            unsaved = true;
        }
        if (unsaved) {
            save();
        }
        return look;
    }

    private void save() {
        try {
            file.save(mixture);
            unsaved = false;
        } catch (IOException e) {
            LOG.debug("The mixed states cannot be remembered, and this will be tried again.", e);
        }
    }

    private static void tell(MixedState before, MixedState next) {
        if (before.begun().isEmpty()) {
            LOG.info(
                    "The site is mixed: its computers run {}.",
                    next.begun().get().versions());
        } else if (next.begun().isEmpty()) {
            Ended over = next.ended().get(0);
            LOG.info(
                    "The site runs one version again; it was mixed for {} s.",
                    over.lasted().toSeconds());
        }
    }

    /**
     * What counts.
     *
     * @param mixed how long a mixed state may last
     * @param silent without a report, after which a computer counts as not connected
     */
    record Bounds(Duration mixed, Duration silent) {
        static Bounds of(EtcValues values) {
            return new Bounds(values.get(FleetSettings.MIXED_LIMIT), values.get(FleetSettings.SILENT_AFTER));
        }
    }
}
