package dev.lockstep.core.files;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;

/**
 * A file system of a test over a real one. It notes what is changed, in order, and from a change of the test's choice on it refuses
 * every further one, as a full or read-only disk does.
 */
public final class WatchedDisk extends FileSystem {
    /** What is done to a file or folder. */
    public enum Kind {
        OPEN,
        WRITE,
        FORCE,
        MOVE,
        DELETE,
        FOLDER,
        LINK,
        ATTRIBUTE
    }

    /**
     * A change.
     *
     * @param kind what was done
     * @param file to what
     * @param to where it was moved to; else the same
     */
    public record Change(Kind kind, Path file, Path to) {}

    /** How a disk refuses. */
    @FunctionalInterface
    public interface Refusal {
        IOException of(Path file);
    }

    private final FileSystem real;
    private final Provider provider = new Provider();
    private final List<Change> changes = new CopyOnWriteArrayList<>();
    private int left = Integer.MAX_VALUE;
    private Refusal refusal = file -> new IOException("never");

    /** Over the file system of a folder. */
    public WatchedDisk(FileSystem real) {
        this.real = real;
    }

    /** A path of the real file system, here. */
    public Path here(Path path) {
        return new Watched(path);
    }

    /** What was done so far, with real paths. */
    public List<Change> changes() {
        return List.copyOf(changes);
    }

    /** Begins a new list. */
    public void forget() {
        changes.clear();
    }

    /** Refuses every change after so many. */
    public synchronized void refuseAfter(int changesMore, Refusal with) {
        left = changesMore;
        refusal = with;
    }

    /** Works again. */
    public synchronized void mend() {
        left = Integer.MAX_VALUE;
    }

    /** Whether it has refused anything since it was told to. */
    public synchronized boolean hasRefused() {
        return left < 0;
    }

    private void changing(Kind kind, Path file, Path to) throws IOException {
        synchronized (this) {
            if (left != Integer.MAX_VALUE && --left < 0) {
                left = -1;
                throw refusal.of(file);
            }
        }
        changes.add(new Change(kind, file, to));
    }

    private static Path real(Path path) {
        return ((Watched) path).real;
    }

    @Override
    public FileSystemProvider provider() {
        return provider;
    }

    @Override
    public void close() {
        throw new UnsupportedOperationException("it is always there");
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    @Override
    public boolean isReadOnly() {
        return false;
    }

    @Override
    public String getSeparator() {
        return real.getSeparator();
    }

    @Override
    public Iterable<Path> getRootDirectories() {
        return StreamSupport.stream(real.getRootDirectories().spliterator(), false)
                .map(this::here)
                .toList();
    }

    @Override
    public Iterable<FileStore> getFileStores() {
        return real.getFileStores();
    }

    @Override
    public Set<String> supportedFileAttributeViews() {
        return real.supportedFileAttributeViews();
    }

    @Override
    public Path getPath(String first, String... more) {
        return here(real.getPath(first, more));
    }

    @Override
    public PathMatcher getPathMatcher(String pattern) {
        PathMatcher matcher = real.getPathMatcher(pattern);
        return path -> matcher.matches(real(path));
    }

    @Override
    public UserPrincipalLookupService getUserPrincipalLookupService() {
        return real.getUserPrincipalLookupService();
    }

    @Override
    public WatchService newWatchService() {
        throw new UnsupportedOperationException();
    }

    /** A path of this file system. */
    private final class Watched implements Path {
        private final Path real;

        Watched(Path real) {
            this.real = Objects.requireNonNull(real);
        }

        private Path here(Path path) {
            return path == null ? null : new Watched(path);
        }

        @Override
        public FileSystem getFileSystem() {
            return WatchedDisk.this;
        }

        @Override
        public boolean isAbsolute() {
            return real.isAbsolute();
        }

        @Override
        public Path getRoot() {
            return here(real.getRoot());
        }

        @Override
        public Path getFileName() {
            return here(real.getFileName());
        }

        @Override
        public Path getParent() {
            return here(real.getParent());
        }

        @Override
        public int getNameCount() {
            return real.getNameCount();
        }

        @Override
        public Path getName(int index) {
            return here(real.getName(index));
        }

        @Override
        public Path subpath(int begin, int end) {
            return here(real.subpath(begin, end));
        }

        @Override
        public boolean startsWith(Path other) {
            return other instanceof Watched watched && real.startsWith(watched.real);
        }

        @Override
        public boolean endsWith(Path other) {
            return other instanceof Watched watched && real.endsWith(watched.real);
        }

        @Override
        public boolean endsWith(String other) {
            return real.endsWith(other);
        }

        @Override
        public Path normalize() {
            return here(real.normalize());
        }

        @Override
        public Path resolve(Path other) {
            return here(real.resolve(real(other)));
        }

        @Override
        public Path resolve(String other) {
            return here(real.resolve(other));
        }

        @Override
        public Path resolveSibling(String other) {
            return here(real.resolveSibling(other));
        }

        @Override
        public Path relativize(Path other) {
            return here(real.relativize(real(other)));
        }

        @Override
        public URI toUri() {
            return real.toUri();
        }

        @Override
        public Path toAbsolutePath() {
            return here(real.toAbsolutePath());
        }

        @Override
        public Path toRealPath(LinkOption... options) throws IOException {
            return here(real.toRealPath(options));
        }

        @Override
        public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Iterator<Path> iterator() {
            List<Path> names = new ArrayList<>();
            real.forEach(name -> names.add(here(name)));
            return names.iterator();
        }

        @Override
        public int compareTo(Path other) {
            return real.compareTo(real(other));
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Watched watched && real.equals(watched.real);
        }

        @Override
        public int hashCode() {
            return real.hashCode();
        }

        @Override
        public String toString() {
            return real.toString();
        }
    }

    private final class Provider extends FileSystemProvider {
        @Override
        public String getScheme() {
            return "watched";
        }

        @Override
        public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FileSystem getFileSystem(URI uri) {
            return WatchedDisk.this;
        }

        @Override
        public Path getPath(URI uri) {
            return here(Path.of(uri));
        }

        @Override
        public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
                throws IOException {
            Path file = real(path);
            boolean writes = options.contains(StandardOpenOption.WRITE) || options.contains(StandardOpenOption.APPEND);
            if (writes) {
                changing(Kind.OPEN, file, file);
            }
            return new Channel(file, FileChannel.open(file, options, attributes));
        }

        @Override
        public SeekableByteChannel newByteChannel(
                Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
            return newFileChannel(path, options, attributes);
        }

        @Override
        // Whoever is given it closes it.
        @SuppressWarnings("StreamResourceLeak")
        public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
                throws IOException {
            DirectoryStream<Path> stream = Files.newDirectoryStream(real(folder), file -> filter.accept(here(file)));
            return new DirectoryStream<>() {
                @Override
                public Iterator<Path> iterator() {
                    Iterator<Path> files = stream.iterator();
                    return new Iterator<>() {
                        @Override
                        public boolean hasNext() {
                            return files.hasNext();
                        }

                        @Override
                        public Path next() {
                            return here(files.next());
                        }
                    };
                }

                @Override
                public void close() throws IOException {
                    stream.close();
                }
            };
        }

        @Override
        public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
            if (!Files.exists(real(folder))) {
                changing(Kind.FOLDER, real(folder), real(folder));
            }
            Files.createDirectory(real(folder), attributes);
        }

        @Override
        public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes) throws IOException {
            changing(Kind.LINK, real(link), real(link));
            Files.createSymbolicLink(real(link), real(target), attributes);
        }

        @Override
        public Path readSymbolicLink(Path link) throws IOException {
            return here(Files.readSymbolicLink(real(link)));
        }

        @Override
        public void delete(Path path) throws IOException {
            if (Files.exists(real(path), LinkOption.NOFOLLOW_LINKS)) {
                changing(Kind.DELETE, real(path), real(path));
            }
            Files.delete(real(path));
        }

        @Override
        public void copy(Path source, Path target, CopyOption... options) throws IOException {
            changing(Kind.WRITE, real(target), real(target));
            Files.copy(real(source), real(target), options);
        }

        @Override
        public void move(Path source, Path target, CopyOption... options) throws IOException {
            changing(Kind.MOVE, real(source), real(target));
            Files.move(real(source), real(target), options);
        }

        @Override
        public boolean isSameFile(Path one, Path other) throws IOException {
            return Files.isSameFile(real(one), real(other));
        }

        @Override
        public boolean isHidden(Path path) throws IOException {
            return Files.isHidden(real(path));
        }

        @Override
        public FileStore getFileStore(Path path) throws IOException {
            return Files.getFileStore(real(path));
        }

        @Override
        public void checkAccess(Path path, AccessMode... modes) throws IOException {
            real.provider().checkAccess(real(path), modes);
        }

        @Override
        public <V extends FileAttributeView> V getFileAttributeView(Path path, Class<V> type, LinkOption... options) {
            return Files.getFileAttributeView(real(path), type, options);
        }

        @Override
        public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), type, options);
        }

        @Override
        public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options)
                throws IOException {
            return Files.readAttributes(real(path), attributes, options);
        }

        @Override
        public void setAttribute(Path path, String attribute, Object value, LinkOption... options) throws IOException {
            changing(Kind.ATTRIBUTE, real(path), real(path));
            Files.setAttribute(real(path), attribute, value, options);
        }
    }

    private final class Channel extends FileChannel {
        private final Path file;
        private final FileChannel channel;

        Channel(Path file, FileChannel channel) {
            this.file = file;
            this.channel = channel;
        }

        private void writing() throws IOException {
            changing(Kind.WRITE, file, file);
        }

        @Override
        public int read(ByteBuffer to) throws IOException {
            return channel.read(to);
        }

        @Override
        public long read(ByteBuffer[] to, int offset, int length) throws IOException {
            return channel.read(to, offset, length);
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return channel.read(to, position);
        }

        @Override
        public int write(ByteBuffer from) throws IOException {
            writing();
            return channel.write(from);
        }

        @Override
        public long write(ByteBuffer[] from, int offset, int length) throws IOException {
            writing();
            return channel.write(from, offset, length);
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            writing();
            return channel.write(from, position);
        }

        @Override
        public long position() throws IOException {
            return channel.position();
        }

        @Override
        public FileChannel position(long position) throws IOException {
            channel.position(position);
            return this;
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public FileChannel truncate(long size) throws IOException {
            writing();
            channel.truncate(size);
            return this;
        }

        @Override
        public void force(boolean metadata) throws IOException {
            changing(Kind.FORCE, file, file);
            channel.force(metadata);
        }

        @Override
        public long transferTo(long position, long count, WritableByteChannel to) throws IOException {
            return channel.transferTo(position, count, to);
        }

        @Override
        public long transferFrom(ReadableByteChannel from, long position, long count) throws IOException {
            writing();
            return channel.transferFrom(from, position, count);
        }

        @Override
        public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
            return channel.map(mode, position, size);
        }

        @Override
        public FileLock lock(long position, long size, boolean shared) throws IOException {
            return channel.lock(position, size, shared);
        }

        @Override
        public FileLock tryLock(long position, long size, boolean shared) throws IOException {
            return channel.tryLock(position, size, shared);
        }

        @Override
        protected void implCloseChannel() throws IOException {
            channel.close();
        }
    }
}
