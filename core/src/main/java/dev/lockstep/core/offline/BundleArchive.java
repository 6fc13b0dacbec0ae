package dev.lockstep.core.offline;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.MediumInputStream;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The archive of a bundle: the list, the timestamp, and then exactly the files of the list in their order. So every offset is known
 * from the list, and files are read where they stand; nothing is unpacked.
 */
final class BundleArchive implements Transport {
    private final Path file;
    private final Map<String, Part> parts;

    private BundleArchive(Path file, Map<String, Part> parts) {
        this.file = file;
        this.parts = parts;
    }

    /** Where a file stands. */
    private record Part(long offset, long length) {}

    static OfflineBundle open(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return new Reader(file.toString(), channel, new HashMap<>()).read(file);
        }
    }

    @Override
    public String sourceName() {
        return file.toString();
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        Part part = parts.get(path);
        if (part == null) {
            return Optional.empty();
        }
        long from = offset <= part.length() ? offset : 0;
        FileChannel channel;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
        } catch (IOException e) {
            throw DiskProblems.reading(file, e);
        }
        PartStream body = new PartStream(channel, part.offset() + from, part.length() - from);
        return Optional.of(new Content(new MediumInputStream(body, file.toString()), from));
    }

    /** Compares an archive with what its list says that it must be. */
    private record Reader(String name, FileChannel channel, Map<String, Part> parts) {
        OfflineBundle read(Path file) throws IOException {
            byte[] list = leading(BundlePaths.CONTENTS, 0, OfflineBundle.LONGEST_CONTENTS);
            BundleContents contents = OfflineBundle.contents(name, list);
            long at = TarEntry.size(BundlePaths.CONTENTS, list.length);
            byte[] timestamp = leading(BundlePaths.TIMESTAMP, at, OfflineBundle.LONGEST_TIMESTAMP);
            at += TarEntry.size(BundlePaths.TIMESTAMP, timestamp.length);
            Map<String, Blob> rest = contents.inOrder();
            requireLength(at, rest);
            for (Map.Entry<String, Blob> each : rest.entrySet()) {
                at = entry(each.getKey(), each.getValue().length(), at);
            }
            require(new byte[TarEntry.END], at, "its end");
            return new OfflineBundle(contents, list, timestamp, new BundleArchive(file, parts), channel.size());
        }

        /** One of the first two files, whose length stands in its header only. */
        private byte[] leading(String path, long at, int longest) throws IOException {
            byte[] header = bytes(at, TarEntry.BLOCK, path);
            long length = TarEntry.length(header, path);
            if (length < 0) {
                throw at == 0
                        ? BundleProblems.unreadable(name, Sentence.of("bundle.other-beginning"))
                        : BundleProblems.altered(name, Sentence.of("bundle.misplaced", Map.of("file", path)));
            }
            if (length > longest) {
                throw BundleProblems.altered(
                        name, Sentence.of("bundle.too-long", Map.of("file", path, "bytes", length, "limit", longest)));
            }
            byte[] contents = bytes(at + TarEntry.BLOCK, (int) length, path);
            require(new byte[TarEntry.padding(length)], at + TarEntry.BLOCK + length, path);
            parts.put(path, new Part(at + TarEntry.BLOCK, length));
            return contents;
        }

        private void requireLength(long at, Map<String, Blob> rest) throws IOException {
            long expected = at + TarEntry.END;
            for (Map.Entry<String, Blob> each : rest.entrySet()) {
                try {
                    expected = Math.addExact(
                            expected,
                            TarEntry.size(each.getKey(), each.getValue().length()));
                } catch (ArithmeticException e) {
                    throw BundleProblems.altered(name, Sentence.of("bundle.list-too-long"));
                }
            }
            long found = channel.size();
            if (found < expected) {
                throw BundleProblems.partial(
                        name, Sentence.of("bundle.cut-off", Map.of("bytes", found, "expected", expected)));
            }
            if (found > expected) {
                throw BundleProblems.altered(name, Sentence.of("bundle.behind-end", Map.of("bytes", found - expected)));
            }
        }

        private long entry(String path, long length, long at) throws IOException {
            byte[] header = TarEntry.header(path, length);
            require(header, at, path);
            long offset = at + header.length;
            parts.put(path, new Part(offset, length));
            byte[] padding = new byte[TarEntry.padding(length)];
            require(padding, offset + length, path);
            return offset + length + padding.length;
        }

        private void require(byte[] expected, long at, String what) throws IOException {
            if (!Arrays.equals(bytes(at, expected.length, what), expected)) {
                throw BundleProblems.altered(name, Sentence.of("bundle.misplaced", Map.of("file", what)));
            }
        }

        private byte[] bytes(long at, int count, String what) throws IOException {
            ByteBuffer buffer = ByteBuffer.allocate(count);
            while (buffer.hasRemaining()) {
                if (channel.read(buffer, at + buffer.position()) < 0) {
                    throw at == 0
                            ? BundleProblems.unreadable(name, Sentence.of("bundle.too-short"))
                            : BundleProblems.partial(name, Sentence.of("bundle.ends-within", Map.of("file", what)));
                }
            }
            return buffer.array();
        }
    }

    /** The bytes of one file, read where they stand. */
    private static final class PartStream extends InputStream {
        private final FileChannel channel;
        private long at;
        private long left;

        PartStream(FileChannel channel, long at, long left) {
            this.channel = channel;
            this.at = at;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (left == 0) {
                return -1;
            }
            int count = channel.read(ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left)), at);
            if (count < 0) {
                throw new EOFException("the bundle was cut off while it was read");
            }
            at += count;
            left -= count;
            return count;
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
