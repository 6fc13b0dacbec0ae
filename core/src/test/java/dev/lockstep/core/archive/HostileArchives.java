package dev.lockstep.core.archive;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Archives that no honest tool writes, each with the reason for which it has to be refused. */
final class HostileArchives {
    private final Path folder;
    private final Map<Path, String> written = new TreeMap<>();

    HostileArchives(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
    }

    /** Writes all of them: what each is refused for, a key of the catalogue, by its file. */
    Map<Path, String> write() throws IOException {
        add("empty", "archive.no-end", "");
        add("no-archive", "archive.no-end", "this is a text and no archive at all, though it is long enough for one");
        byte[] honest = archive(new File("a.txt", "text"), new File("b.txt", "more text"))
                .bytes();
        for (int cut : new int[] {1, 10, 22, 40, honest.length - 4}) {
            add("cut-off-" + cut, "archive.no-end", java.util.Arrays.copyOf(honest, honest.length - cut));
        }
        add("something-behind", "archive.no-end", concat(honest, new byte[3]));
        add("something-before", "archive.list-false", concat(new byte[40], honest));
        add(
                "two-ends",
                "archive.no-end",
                archive(new File("a.txt", "a")).comment(end(0, 0, 0, 9)).bytes());
        for (int count : new int[] {0, 1, 3, 65_000}) {
            add(
                    "false-count-" + count,
                    "archive.list-false",
                    archive(new File("a", "a"), new File("b", "b")).count(count).bytes());
        }
        add(
                "count-of-zip64",
                "archive.zip64",
                archive(new File("a", "a")).count(0xffff).bytes());
        add(
                "list-of-zip64",
                "archive.zip64",
                archive(new File("a", "a")).listAt(0xffffffffL).bytes());
        add(
                "file-of-zip64",
                "archive.zip64",
                archive(new File("a", "a").unpacked(0xffffffffL)).bytes());
        add(
                "place-of-zip64",
                "archive.zip64",
                archive(new File("a", "a").at(0xffffffffL)).bytes());
        add(
                "list-elsewhere",
                "archive.list-false",
                archive(new File("a", "a")).listAt(7).bytes());
        add(
                "list-of-400-MB",
                "archive.list-too-long",
                archive(new File("a", "a")).listLength(400 << 20).bytes());
        add(
                "list-behind-the-end",
                "archive.list-false",
                archive(new File("a", "a")).listAt(1 << 30).bytes());
        add(
                "overlong-comment",
                "archive.no-end",
                archive(new File("a", "a")).comment(new byte[65_535]).bytes());
        add(
                "note-longer-than-allowed",
                "archive.note-too-long",
                archive(new File("a", "a").comment(20_000)).bytes());
        add(
                "extra-longer-than-allowed",
                "archive.note-too-long",
                archive(new File("a", "a").extra(65_535)).bytes());
        add(
                "name-longer-than-allowed",
                "archive.name-too-long",
                archive(new File("n".repeat(4097), "a")).bytes());
        add(
                "name-of-65535",
                "archive.name-too-long",
                archive(new File("n".repeat(65_535), "a")).bytes());
        add("no-name", "archive.list-false", archive(new File("", "a")).bytes());
        for (String name : List.of("../a", "a/../../b", "/a", "a\\..\\b", "a\0b")) {
            add(
                    "name-out-of-it-" + name.hashCode(),
                    "archive.name",
                    archive(new File(name, "a")).bytes());
        }
        add(
                "twice",
                "archive.twice",
                archive(new File("a", "a"), new File("a", "b")).bytes());
        add(
                "manifest-twice",
                "archive.twice",
                archive(new File(MANIFEST, "a: b"), new File(MANIFEST, "a: c")).bytes());
        add("encrypted", "archive.method", archive(new File("a", "a").flags(1)).bytes());
        add(
                "unknown-method",
                "archive.method",
                archive(new File("a", "a").method(12)).bytes());
        add(
                "longer-than-it-says",
                "archive.size-false",
                archive(new File("a", "aaaaaaaaaa").unpacked(9)).bytes());
        add(
                "shorter-than-it-says",
                "archive.size-false",
                archive(new File("a", "aaaaaaaaaa").unpacked(11)).bytes());
        add(
                "endless",
                "archive.size-false",
                archive(new File("a", zeros(200 << 20), 3)).bytes());
        add(
                "no-deflate",
                "archive.size-false",
                archive(new File("a", "aaaa").packed(new byte[] {7, 7, 7, 7})).bytes());
        add(
                "stored-of-other-length",
                "archive.list-false",
                archive(new File("a", "aaaa").method(0).unpacked(9)).bytes());
        add(
                "bomb",
                "archive.bomb",
                archive(new File("a", zeros(200 << 20), 200 << 20)).bytes());
        add("many-bombs", "archive.bomb", bombs().bytes());
        add(
                "manifest-of-5-MB",
                "archive.manifest-too-long",
                archive(new File(MANIFEST, zeros(5 << 20), 5 << 20), new File("b", new byte[1 << 20]))
                        .bytes());
        add(
                "manifest-that-says-it-is-short",
                "archive.size-false",
                archive(new File(MANIFEST, zeros(300 << 20), 10)).bytes());
        add(
                "overlapping",
                "archive.overlap",
                archive(new File("a", "aaaa"), new File("b", "bbbb").at(0)).bytes());
        add(
                "overlapping-the-list",
                "archive.list-false",
                archive(new File("a", "aaaa").at(30)).bytes());
        add(
                "other-name-in-the-file",
                "archive.list-false",
                archive(new File("a", "aaaa").localName("b")).bytes());
        add(
                "other-method-in-the-file",
                "archive.list-false",
                archive(new File("a", "aaaa").localMethod(0)).bytes());
        add(
                "not-there",
                "archive.list-false",
                archive(new File("a", "aaaa").at(2)).bytes());
        add(
                "other-disk",
                "archive.list-false",
                archive(new File("a", "aaaa").disk(1)).bytes());
        add(
                "inner-bomb",
                "archive.inner",
                archive(new File(
                                "lib/inner.jar",
                                archive(new File("a", zeros(200 << 20), 200 << 20))
                                        .bytes()))
                        .bytes());
        add(
                "inner-cut-off",
                "archive.inner",
                archive(new File("lib/INNER.JAR", java.util.Arrays.copyOf(honest, 30)))
                        .bytes());
        add(
                "inner-list-of-400-MB",
                "archive.inner",
                archive(new File(
                                        "inner.jar",
                                        archive(new File("a", "a"))
                                                .listLength(400 << 20)
                                                .bytes())
                                .method(0))
                        .bytes());
        add("too-many-files", "archive.zip64", manyFiles(65_535, 1));
        add("too-long-a-list", "archive.list-too-long", manyFiles(60_000, 200));
        longNames();
        return written;
    }

    static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The archive by which the fault was found: 6,200 files whose names have 65,006 bytes. */
    private void longNames() throws IOException {
        Path file = folder.resolve("400-MB-of-names.jar");
        byte[] name = "n".repeat(65_006).getBytes(StandardCharsets.US_ASCII);
        long at = 0;
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            byte[] local = new File("x", "").local();
            out.write(local);
            at += local.length;
            for (int i = 0; i < 6200; i++) {
                byte[] entry = new File("x", "").central(0);
                ByteBuffer.wrap(entry).order(ByteOrder.LITTLE_ENDIAN).putShort(28, (short) name.length);
                out.write(entry, 0, 46);
                out.write(name);
            }
            out.write(end(6200, 6200L * (46 + name.length), at, 0));
        }
        written.put(file, "archive.list-too-long");
    }

    private void add(String name, String reason, String contents) throws IOException {
        add(name, reason, contents.getBytes(StandardCharsets.UTF_8));
    }

    private void add(String name, String reason, byte[] contents) throws IOException {
        written.put(Files.write(folder.resolve(name + ".jar"), contents), reason);
    }

    private static Archive bombs() throws IOException {
        List<File> files = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            files.add(new File("f" + i, zeros(1 << 20), 1 << 20));
        }
        return new Archive(files);
    }

    private static byte[] manyFiles(int count, int nameLength) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream list = new ByteArrayOutputStream();
        for (int i = 0; i < count; i++) {
            File file = new File("n".repeat(nameLength) + i, "");
            list.write(file.central(out.size()));
            out.write(file.local());
        }
        int at = out.size();
        list.writeTo(out);
        out.write(end(count, list.size(), at, 0));
        return out.toByteArray();
    }

    static Archive archive(File... files) {
        return new Archive(List.of(files));
    }

    /** What so many zeros shrink to. */
    private static byte[] zeros(int length) {
        Deflater deflater = new Deflater(9, true);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        byte[] input = new byte[1 << 20];
        for (int done = 0; done < length; done += input.length) {
            deflater.setInput(input);
            for (int count = deflater.deflate(buffer); count > 0; count = deflater.deflate(buffer)) {
                out.write(buffer, 0, count);
            }
        }
        deflater.finish();
        for (int count = deflater.deflate(buffer); count > 0; count = deflater.deflate(buffer)) {
            out.write(buffer, 0, count);
        }
        deflater.end();
        return out.toByteArray();
    }

    private static byte[] deflated(byte[] contents) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(contents);
        deflater.finish();
        byte[] buffer = new byte[contents.length + 100];
        int length = deflater.deflate(buffer);
        deflater.end();
        return java.util.Arrays.copyOf(buffer, length);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private static byte[] end(int count, long length, long at, int commentLength) {
        return ByteBuffer.allocate(22)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(0x06054b50)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) count)
                .putShort((short) count)
                .putInt((int) length)
                .putInt((int) at)
                .putShort((short) commentLength)
                .array();
    }

    /** An archive, of which each thing that it says can be made false. */
    static final class Archive {
        private final List<File> files;
        private byte[] comment = {};
        private long listAt = -1;
        private long listLength = -1;
        private int count;

        Archive(List<File> files) {
            this.files = files;
            this.count = files.size();
        }

        Archive comment(byte[] text) {
            comment = text;
            return this;
        }

        Archive count(int said) {
            count = said;
            return this;
        }

        Archive listAt(long said) {
            listAt = said;
            return this;
        }

        Archive listLength(long said) {
            listLength = said;
            return this;
        }

        byte[] bytes() throws IOException {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ByteArrayOutputStream list = new ByteArrayOutputStream();
            for (File file : files) {
                list.write(file.central(out.size()));
                out.write(file.local());
            }
            int at = out.size();
            list.writeTo(out);
            out.write(end(count, listLength < 0 ? list.size() : listLength, listAt < 0 ? at : listAt, comment.length));
            out.write(comment);
            return out.toByteArray();
        }
    }

    /** A file in an archive, likewise. */
    static final class File {
        private final String name;
        private String localName;
        private byte[] packed;
        private final byte[] contents;
        private long unpacked;
        private int method = 8;
        private int localMethod = 8;
        private int flags;
        private int commentLength;
        private int extraLength;
        private int disk;
        private long at = -1;

        File(String name, String contents) {
            this(name, contents.getBytes(StandardCharsets.UTF_8));
        }

        File(String name, byte[] contents) {
            this.name = name;
            this.localName = name;
            this.contents = contents;
            this.packed = deflated(contents);
            this.unpacked = contents.length;
        }

        /** One that is packed already. */
        File(String name, byte[] packed, long unpacked) {
            this(name, new byte[0]);
            this.packed = packed;
            this.unpacked = unpacked;
        }

        File unpacked(long said) {
            unpacked = said;
            return this;
        }

        File packed(byte[] bytes) {
            packed = bytes;
            return this;
        }

        File method(int said) {
            method = said;
            localMethod = said;
            packed = said == 0 ? contents : packed;
            return this;
        }

        File localMethod(int said) {
            localMethod = said;
            return this;
        }

        File localName(String said) {
            localName = said;
            return this;
        }

        File flags(int said) {
            flags = said;
            return this;
        }

        File comment(int length) {
            commentLength = length;
            return this;
        }

        File extra(int length) {
            extraLength = length;
            return this;
        }

        File disk(int said) {
            disk = said;
            return this;
        }

        File at(long said) {
            at = said;
            return this;
        }

        byte[] local() {
            byte[] bytes = localName.getBytes(StandardCharsets.UTF_8);
            ByteBuffer header =
                    ByteBuffer.allocate(30 + bytes.length + packed.length).order(ByteOrder.LITTLE_ENDIAN);
            header.putInt(0x04034b50)
                    .putShort((short) 20)
                    .putShort((short) flags)
                    .putShort((short) localMethod);
            header.putInt(0).putInt(crc()).putInt(packed.length).putInt((int) unpacked);
            header.putShort((short) bytes.length).putShort((short) 0).put(bytes).put(packed);
            return header.array();
        }

        byte[] central(long where) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            ByteBuffer entry = ByteBuffer.allocate(46 + bytes.length + extraLength + commentLength)
                    .order(ByteOrder.LITTLE_ENDIAN);
            entry.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
            entry.putShort((short) flags).putShort((short) method).putInt(0).putInt(crc());
            entry.putInt(packed.length).putInt((int) unpacked).putShort((short) bytes.length);
            entry.putShort((short) extraLength).putShort((short) commentLength).putShort((short) disk);
            entry.putShort((short) 0)
                    .putInt(0)
                    .putInt((int) (at < 0 ? where : at))
                    .put(bytes);
            return entry.array();
        }

        private int crc() {
            CRC32 crc = new CRC32();
            crc.update(contents);
            return (int) crc.getValue();
        }
    }
}
