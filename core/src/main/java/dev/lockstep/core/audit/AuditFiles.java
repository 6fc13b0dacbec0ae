package dev.lockstep.core.audit;

import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The files of a log: {@code audit-<number of its first entry>.jsonl}, each a part of the one chain.
 *
 * @param folder where they are
 */
record AuditFiles(Path folder) {
    /** Far more than a file gets before the next one is begun. */
    private static final int LONGEST = 64 << 20;

    private static final Pattern NAME = Pattern.compile("audit-[0-9]{12,19}\\.jsonl");

    Path beginningWith(long number) {
        return folder.resolve(String.format("audit-%012d.jsonl", number));
    }

    /** All of them, in the order of their entries. */
    List<Path> all() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> NAME.matcher(name(file)).matches())
                    .sorted((one, other) -> Long.compare(number(one), number(other)))
                    .toList();
        }
    }

    static String name(Path file) {
        return String.valueOf(file.getFileName());
    }

    /** The number of a file's first entry. */
    static long number(Path file) {
        String digits = name(file).replaceAll("[^0-9]", "");
        return digits.length() == 19 && digits.compareTo(Long.toString(Long.MAX_VALUE)) > 0
                ? Long.MAX_VALUE
                : Long.parseLong(digits);
    }

    /** The lines of a file. */
    static final class Lines {
        private final List<byte[]> complete;
        private final byte[] rest;

        private Lines(List<byte[]> complete, byte[] rest) {
            this.complete = List.copyOf(complete);
            this.rest = rest;
        }

        /** Those that end with a line feed, without it. */
        List<byte[]> complete() {
            return complete;
        }

        /** What stands behind the last line feed: a line that was cut while it was written. */
        byte[] rest() {
            return rest.clone();
        }

        /** How many bytes the complete lines have. */
        long length() {
            return complete.stream().mapToLong(line -> line.length + 1L).sum();
        }
    }

    static Lines read(Path file) throws IOException {
        byte[] bytes = DurableFiles.read(file, LONGEST).orElse(new byte[0]);
        List<byte[]> lines = new ArrayList<>();
        int begin = 0;
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '\n') {
                lines.add(Arrays.copyOfRange(bytes, begin, i));
                begin = i + 1;
            }
        }
        return new Lines(lines, Arrays.copyOfRange(bytes, begin, bytes.length));
    }

    /** The entry that a line is; empty if it is none, which verification says and why. */
    static Optional<AuditEntry> entry(byte[] line) {
        try {
            return Optional.of(AuditEntry.read(line));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The beginning of a damaged line, for people. */
    static String shown(byte[] line) {
        String text = AuditEvent.line(new String(line, StandardCharsets.UTF_8));
        return text.length() <= 60 ? text : text.substring(0, 60) + "…";
    }
}
