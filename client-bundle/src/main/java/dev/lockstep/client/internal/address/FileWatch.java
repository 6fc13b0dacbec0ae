package dev.lockstep.client.internal.address;

import java.io.IOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when somebody else changes a file: at once where the operating system reports it, otherwise (network drives, a folder
 * that is created later) at the next look.
 */
public final class FileWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FileWatch.class);

    private final Path file;
    private final Duration look;
    private final Runnable changed;
    private final WatchService events;
    private final Thread thread;
    private volatile boolean closed;
    private boolean registered;
    private Stamp known;

    /**
     * Starts to watch.
     *
     * @param look how often the file is looked at without an event
     * @param changed called by the watch's own thread
     */
    public FileWatch(Path file, Duration look, Runnable changed) throws IOException {
        this.file = file.toAbsolutePath();
        this.look = look;
        this.changed = changed;
        this.events = file.getFileSystem().newWatchService();
        this.thread = new Thread(this::watch, "lockstep-watch-" + file.getFileName());
        thread.setDaemon(true);
        this.known = Stamp.of(this.file);
        register();
        thread.start();
    }

    private void watch() {
        while (!closed) {
            try {
                WatchKey key = events.poll(look.toMillis(), TimeUnit.MILLISECONDS);
                if (key != null) {
                    key.pollEvents();
                    registered = key.reset();
                }
                register();
                Stamp now = Stamp.of(file);
                if (key != null || !now.equals(known)) {
                    known = now;
                    changed.run();
                }
            } catch (InterruptedException | ClosedWatchServiceException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("What follows from a change of {} failed; it is watched on.", file, e);
            }
        }
    }

    private void register() {
        if (registered) {
            return;
        }
        try {
            file.getParent()
                    .register(
                            events,
                            StandardWatchEventKinds.ENTRY_CREATE,
                            StandardWatchEventKinds.ENTRY_MODIFY,
                            StandardWatchEventKinds.ENTRY_DELETE);
            registered = true;
        } catch (IOException e) {
            LOG.debug("{} is looked at every {} s, for its folder cannot be watched.", file, look.toSeconds(), e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        events.close();
        thread.interrupt();
    }

    private record Stamp(FileTime modified, long size) {
        static Stamp of(Path file) {
            try {
                return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
            } catch (IOException e) {
                return new Stamp(FileTime.fromMillis(0), -1);
            }
        }
    }
}
