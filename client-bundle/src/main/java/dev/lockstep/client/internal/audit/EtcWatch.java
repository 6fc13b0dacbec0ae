package dev.lockstep.client.internal.audit;

import dev.lockstep.client.internal.address.FileWatch;
import dev.lockstep.client.internal.settings.EtcWrites;
import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.EtcChanges;
import dev.lockstep.core.node.NodeSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Compares {@code etc} with what it was, and records each difference. What it was is kept in a file, so that a change that is made
 * while the node does not run is found at the next start.
 */
@Component(
        service = {EtcChanges.class, EtcWatch.class},
        immediate = true)
public final class EtcWatch implements EtcChanges, EtcWrites {
    static final String UNKNOWN = "somebody unknown";
    private static final Logger LOG = LoggerFactory.getLogger(EtcWatch.class);
    private static final Duration LOOK = Duration.ofSeconds(10);

    /** For so long a change waits for the end of work that is under way; whose work takes longer is not known to have made it. */
    private static final Duration WORK = Duration.ofSeconds(2);

    private static final int LONGEST_STATE = 8 << 20;

    private final Path etc;
    private final Set<String> ofTheRelease;
    private final Path defaults;
    private final StateFile<Stored> file;
    private final Audit audit;
    private EtcPicture known;
    private int atWork;
    private FileWatch watch;

    /** Called by Declarative Services. */
    @Activate
    public EtcWatch(@Reference SettingsService settings, @Reference Audit audit) throws IOException {
        this(
                settings.identity().home().resolve("etc"),
                Path.of(System.getProperty("karaf.home", "")),
                settings.identity().data(),
                audit);
        settings.observe(this);
        this.watch = new FileWatch(etc.resolve("users.properties"), LOOK, this::look);
    }

    /**
     * Compares with what was there when a node ran last, and watches nothing.
     *
     * @param node the tree of the version that runs, with the files of etc that belong to it
     * @param data where the state is kept
     */
    EtcWatch(Path etc, Path node, Path data, Audit audit) throws IOException {
        this.etc = etc;
        this.defaults = node.resolve("etc");
        this.ofTheRelease = lines(node.resolve("launch/etc.system"));
        this.file = StateFile.of(data.resolve("etc-seen.json"), Stored.class, LONGEST_STATE)
                .twice();
        this.audit = audit;
        start();
    }

    @Deactivate
    void stop() throws IOException {
        if (watch != null) {
            watch.close();
        }
        look();
    }

    private synchronized void start() throws IOException {
        Stored stored = stored();
        known = stored.picture();
        EtcPicture now = EtcPicture.of(etc, known.salt());
        if (!stored.files().isEmpty()) {
            record(known.until(now).stream().filter(this::isNotOfTheRelease).toList(), "while the node did not run");
        }
        keep(now);
    }

    private Stored stored() {
        boolean first = Files.notExists(file.path());
        Optional<Stored> stored = file.read();
        if (stored.isEmpty() && !first) {
            LOG.warn("What stood in {} is not known any more, so changes up to now are not recorded.", etc);
            audit.record(UNKNOWN, AuditEvent.of("change setting", "etc", "not known: " + file.path() + " is damaged"));
        }
        return stored.orElseGet(Stored::none);
    }

    /** The launcher puts a release's own files in place at each start, and makes files that are missing. */
    private boolean isNotOfTheRelease(EtcPicture.Change change) {
        if (ofTheRelease.contains(change.file())) {
            return false;
        }
        return change.from().isPresent() || !isDefault(change.file());
    }

    private boolean isDefault(String name) {
        try (Stream<Path> folders = Files.list(defaults.getParent())) {
            for (Path folder : folders.filter(
                            each -> each.getFileName().toString().startsWith("etc"))
                    .toList()) {
                Path original = folder.resolve(name);
                if (Files.isRegularFile(original) && Files.mismatch(original, etc.resolve(name)) < 0) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return false;
        }
    }

    /** What was changed up to now was done by somebody unknown. */
    @Override
    public synchronized void begin() {
        if (atWork == 0) {
            compare(true, UNKNOWN);
        }
        atWork++;
    }

    @Override
    public void end() {
        end(true);
    }

    @Override
    public synchronized void end(boolean recorded) {
        compare(recorded, "");
        atWork--;
        notifyAll();
    }

    /** Somebody has written into the folder. */
    synchronized void look() {
        long until = System.nanoTime() + WORK.toNanos();
        try {
            for (long left = WORK.toMillis(); atWork > 0 && left > 0; ) {
                wait(left);
                left = (until - System.nanoTime()) / 1_000_000;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        compare(true, UNKNOWN);
    }

    /** What a person changed by way of Config Admin stands in its file in a moment; then it is not new. */
    synchronized void changed(String pid, Map<String, String> before, Map<String, String> after) {
        String name = pid + ".cfg";
        Map<String, EtcValue> values = new TreeMap<>(known.files().getOrDefault(name, Map.of()));
        EtcPicture then = picture(name, before);
        EtcPicture now = picture(name, after);
        List<EtcPicture.Change> changes = then.until(now);
        record(changes, "Config Admin", "");
        if (known.files().containsKey(name)) {
            changes.forEach(change ->
                    change.to().ifPresentOrElse(to -> values.put(change.key(), to), () -> values.remove(change.key())));
            Map<String, Map<String, EtcValue>> files = new TreeMap<>(known.files());
            files.put(name, values);
            keep(new EtcPicture(known.salt(), files));
        }
    }

    private EtcPicture picture(String name, Map<String, String> texts) {
        Map<String, EtcValue> values = new TreeMap<>();
        texts.forEach((key, text) -> values.put(key, EtcValue.of(name, key, text, known.salt())));
        return new EtcPicture(known.salt(), Map.of(name, values));
    }

    private void compare(boolean recorded, String who) {
        try {
            EtcPicture now = EtcPicture.of(etc, known.salt());
            List<EtcPicture.Change> changes = known.until(now);
            if (changes.isEmpty()) {
                return;
            }
            if (recorded) {
                record(changes, "", who);
            }
            keep(now);
        } catch (IOException e) {
            LOG.error("Changes in {} cannot be recorded, for it cannot be read.", etc, e);
        }
    }

    private void record(List<EtcPicture.Change> changes, String source) {
        record(changes, source, UNKNOWN);
    }

    private void record(List<EtcPicture.Change> changes, String source, String who) {
        for (EtcPicture.Change change : changes) {
            AuditEvent event = AuditEvent.of("change setting", subject(change), change.result())
                    .change(
                            change.from().map(EtcValue::shown).orElse(""),
                            change.to().map(EtcValue::shown).orElse(""))
                    .origin("", source);
            if (who.isEmpty()) {
                audit.record(event);
            } else {
                audit.record(who, event);
            }
        }
    }

    /** The settings of the node are known by their names alone. */
    private static String subject(EtcPicture.Change change) {
        if (change.file().equals(NodeSettings.FILE.pid() + ".cfg")) {
            return change.key();
        }
        return change.key().isEmpty() ? "etc/" + change.file() : "etc/" + change.file() + " " + change.key();
    }

    private void keep(EtcPicture now) {
        known = now;
        try {
            file.write(Stored.of(now));
        } catch (IOException e) {
            LOG.error("What stands in {} could not be kept for the next start.", etc, e);
        }
    }

    private static Set<String> lines(Path list) throws IOException {
        return Files.isRegularFile(list)
                ? Files.readAllLines(list).stream()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                        .collect(Collectors.toCollection(TreeSet::new))
                : Set.of();
    }

    /** As it is kept. */
    private record Stored(String salt, Map<String, Map<String, EtcValue>> files) {
        static Stored none() {
            byte[] salt = new byte[16];
            new SecureRandom().nextBytes(salt);
            return new Stored(HexFormat.of().formatHex(salt), Map.of());
        }

        static Stored of(EtcPicture picture) {
            return new Stored(picture.salt(), picture.files());
        }

        EtcPicture picture() {
            return new EtcPicture(salt, files);
        }
    }
}
