package dev.lockstep.core.store;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A content store in a folder.
 *
 * <pre>
 * sha256/ab/&lt;hash&gt;        complete payloads, read-only
 * incoming/&lt;hash&gt;.part    on their way, to be continued
 * incoming/&lt;n&gt;.add        being copied from this computer
 * </pre>
 *
 * <p>A payload that two threads want to receive at once is received by one of them; the other waits and finds it complete.
 */
public final class FileContentStore implements ContentStore {
    private static final System.Logger LOG = System.getLogger(FileContentStore.class.getName());
    private static final int COPY_BUFFER = 128 << 10;

    private final Clock clock;
    private final Path folder;
    private final Path incoming;
    private final PayloadLocks occupied = new PayloadLocks();
    private final AtomicLong copies = new AtomicLong();
    /** Damaged files that the file system does not let go. Another file in their place is another payload. */
    private final Map<Digest, PayloadFile.Identity> withheld = new ConcurrentHashMap<>();

    /** A store in {@code folder}, which is made when the first payload comes. */
    public FileContentStore(Path folder) {
        this(folder, Clock.systemUTC());
    }

    FileContentStore(Path folder, Clock clock) {
        this.clock = clock;
        this.folder = folder;
        this.incoming = folder.resolve("incoming");
    }

    @Override
    public Optional<Path> find(Blob blob) {
        Path file = fileOf(blob.digest());
        return size(file) == blob.length() && !withholds(blob.digest()) ? Optional.of(file) : Optional.empty();
    }

    @Override
    public boolean renew(Blob blob) throws IOException {
        // It is being received and not complete, or being removed.
        if (!occupied.tryEnter(blob.digest())) {
            return false;
        }
        try {
            return touch(blob);
        } finally {
            occupied.leave(blob.digest());
        }
    }

    private boolean touch(Blob blob) throws IOException {
        Optional<Path> present = find(blob);
        if (present.isPresent()) {
            Files.setLastModifiedTime(present.get(), FileTime.from(clock.instant()));
        }
        return present.isPresent();
    }

    @Override
    public long received(Blob blob) {
        return find(blob).isPresent() ? blob.length() : Math.max(0, size(partOf(blob.digest())));
    }

    @Override
    public Reception receive(Blob blob) throws IOException {
        occupied.enter(blob.digest());
        try {
            Optional<Path> present = find(blob);
            if (present.isPresent()) {
                return new CompletePayload(blob, present.get(), () -> occupied.leave(blob.digest()));
            }
            Path part = partOf(blob.digest());
            if (size(part) > blob.length()) {
                DurableFiles.delete(part);
            }
            DiskProblems.requireRoom(folder, blob.length() - Math.max(0, size(part)));
            return IncomingPayload.open(blob, part, fileOf(blob.digest()), () -> occupied.leave(blob.digest()));
        } catch (IOException | RuntimeException e) {
            occupied.leave(blob.digest());
            throw e;
        }
    }

    @Override
    public Blob add(byte[] bytes) throws IOException {
        Blob blob = Blob.of(bytes);
        try (Reception reception = receive(blob)) {
            int position = (int) reception.position();
            reception.write(bytes, position, bytes.length - position);
            reception.commit();
        }
        return blob;
    }

    @Override
    public Blob add(Path file) throws IOException {
        long length = Files.size(file);
        DiskProblems.requireRoom(folder, length);
        Path copy = incoming.resolve(copies.incrementAndGet() + ".add");
        Blob blob;
        try (InputStream in = Files.newInputStream(file)) {
            blob = copy(in, copy, length);
        }
        occupied.enter(blob.digest());
        try {
            if (touch(blob)) {
                DurableFiles.delete(copy);
            } else {
                publish(copy, fileOf(blob.digest()));
            }
        } finally {
            occupied.leave(blob.digest());
        }
        return blob;
    }

    private Blob copy(InputStream in, Path copy, long length) throws IOException {
        var hash = Digest.algorithm();
        long copied = 0;
        byte[] buffer = new byte[COPY_BUFFER];
        try (var out = new SyncedFile(copy)) {
            int count = in.read(buffer);
            while (count >= 0) {
                hash.update(buffer, 0, count);
                out.write(buffer, 0, count, Math.max(0, length - copied));
                copied += count;
                count = in.read(buffer);
            }
            out.sync();
        } catch (IOException | RuntimeException e) {
            DurableFiles.delete(copy);
            throw e;
        }
        return new Blob(Digest.ofHash(hash.digest()), copied);
    }

    /** Makes a synced file the payload, for everybody to see. */
    static void publish(Path file, Path payload) throws IOException {
        Path shard = payload.getParent();
        try {
            DurableFiles.createFolders(shard);
            DurableFiles.makeReadOnly(file, false);
            DurableFiles.deleteTree(payload);
            // Not DurableFiles.move: if the old name came back after a power cut, it would only be found to be complete
            // again.
            Files.move(file, payload, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            DurableFiles.syncFolder(shard);
        } catch (IOException e) {
            throw DiskProblems.writing(shard, 0, e);
        }
    }

    @Override
    public CollectReport collect(Set<Digest> reachable, Instant before) throws IOException {
        long payloads = 0;
        long bytes = 0;
        for (StoredPayload payload : StoredPayload.list(folder)) {
            if (!reachable.contains(payload.digest()) && deleteOld(payload.file(), payload.digest(), before)) {
                payloads++;
                bytes += payload.length();
            }
        }
        collectIncoming(reachable, before);
        return new CollectReport(payloads, bytes);
    }

    /** Looks at the time while nobody can renew it. */
    private boolean deleteOld(Path file, Digest digest, Instant before) throws IOException {
        if (!occupied.tryEnter(digest)) {
            return false;
        }
        try {
            boolean old = Files.getLastModifiedTime(file).toInstant().isBefore(before);
            if (old) {
                DurableFiles.delete(file);
            }
            return old;
        } catch (NoSuchFileException gone) {
            return false;
        } finally {
            occupied.leave(digest);
        }
    }

    @Override
    public CollectReport remove(Set<Digest> payloads) throws IOException {
        long removed = 0;
        long bytes = 0;
        for (Digest digest : payloads) {
            Path file = fileOf(digest);
            long length = size(file);
            if (length >= 0 && occupied.tryEnter(digest)) {
                try {
                    DurableFiles.delete(file);
                    removed++;
                    bytes += length;
                } finally {
                    occupied.leave(digest);
                }
            }
        }
        return new CollectReport(removed, bytes);
    }

    private void collectIncoming(Set<Digest> reachable, Instant before) throws IOException {
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming, "*.part")) {
            for (Path part : parts) {
                String name = part.getFileName().toString();
                Optional<Digest> digest = StoredPayload.digest(name.substring(0, name.length() - ".part".length()));
                if (digest.isEmpty()) {
                    DurableFiles.delete(part);
                } else if (!reachable.contains(digest.get())) {
                    deleteOld(part, digest.get(), before);
                }
            }
        } catch (NoSuchFileException e) {
            // Nothing has ever come in.
            return;
        }
    }

    @Override
    public CollectReport giveUpIncoming(Instant before) throws IOException {
        long files = 0;
        long bytes = 0;
        try (DirectoryStream<Path> parts = Files.newDirectoryStream(incoming)) {
            for (Path part : parts) {
                String name = part.getFileName().toString();
                int dot = name.lastIndexOf('.');
                long length = Math.max(0, size(part));
                Optional<Digest> payload = StoredPayload.digest(dot < 0 ? name : name.substring(0, dot));
                boolean gone = payload.isPresent()
                        ? deleteOld(part, payload.get(), before)
                        : Files.isRegularFile(part)
                                && Files.getLastModifiedTime(part).toInstant().isBefore(before)
                                && Files.deleteIfExists(part);
                files += gone ? 1 : 0;
                bytes += gone ? length : 0;
            }
        } catch (NoSuchFileException e) {
            // Nothing has ever come in.
            return new CollectReport(files, bytes);
        }
        return new CollectReport(files, bytes);
    }

    @Override
    public Finding inspect(Digest payload, Pace pace) throws IOException {
        Path file = fileOf(payload);
        while (true) {
            Optional<PayloadFile.Identity> looked = PayloadFile.identity(file);
            Finding finding = PayloadFile.hashed(file, payload, pace);
            // Another thread may have brought it anew while it was read.
            if (finding != Finding.DAMAGED || (looked.isPresent() && takenOut(payload, looked.get()))) {
                return finding;
            }
        }
    }

    private boolean takenOut(Digest payload, PayloadFile.Identity damaged) throws IOException {
        Path file = fileOf(payload);
        occupied.enter(payload);
        try {
            if (!PayloadFile.identity(file).equals(Optional.of(damaged))) {
                return false;
            }
            withheld.put(payload, damaged);
            try {
                DurableFiles.deleteTree(file);
                withheld.remove(payload);
            } catch (IOException e) {
                LOG.log(System.Logger.Level.WARNING, file + " is damaged, cannot be removed and is not used: " + e);
            }
            return true;
        } finally {
            occupied.leave(payload);
        }
    }

    @Override
    public boolean withholds(Digest payload) {
        PayloadFile.Identity damaged = withheld.isEmpty() ? null : withheld.get(payload);
        return damaged != null && PayloadFile.identity(fileOf(payload)).equals(Optional.of(damaged));
    }

    @Override
    public Optional<byte[]> read(Blob blob) throws IOException {
        Optional<Path> file = find(blob);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file.get());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        if (Blob.of(bytes).equals(blob)) {
            return Optional.of(bytes);
        }
        inspect(blob.digest(), Pace.FULL);
        return Optional.empty();
    }

    @Override
    public NavigableSet<Digest> payloads() throws IOException {
        NavigableSet<Digest> payloads = new TreeSet<>();
        StoredPayload.list(folder).forEach(payload -> payloads.add(payload.digest()));
        return payloads;
    }

    @Override
    public Path folder() {
        return folder;
    }

    private Path fileOf(Digest digest) {
        return folder.resolve(digest.path());
    }

    private Path partOf(Digest digest) {
        return incoming.resolve(digest.hex() + ".part");
    }

    private static long size(Path file) {
        try {
            BasicFileAttributes read = Files.readAttributes(file, BasicFileAttributes.class);
            return read.isRegularFile() ? read.size() : -1;
        } catch (IOException e) {
            // Missing or unreadable: in either case there is nothing to use or continue.
            return -1;
        }
    }
}
