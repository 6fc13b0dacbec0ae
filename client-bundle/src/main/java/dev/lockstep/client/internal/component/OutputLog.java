package dev.lockstep.client.internal.component;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * The file that takes what a process prints. The process writes to it by itself, so that it goes on when the agent is restarted;
 * hence a file that has become too long is copied and emptied, not renamed.
 */
record OutputLog(Path file) {
    private static final long LONG_ENOUGH = 10L * 1024 * 1024;
    private static final int KEPT = 3;

    /** Keeps the file short, if it is not. */
    void rotateIfLong() throws IOException {
        if (!Files.exists(file) || Files.size(file) < LONG_ENOUGH) {
            return;
        }
        for (int i = KEPT; i > 1; i--) {
            if (Files.exists(numbered(i - 1))) {
                Files.move(numbered(i - 1), numbered(i), StandardCopyOption.REPLACE_EXISTING);
            }
        }
        Files.copy(file, numbered(1), StandardCopyOption.REPLACE_EXISTING);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(0);
        }
    }

    private Path numbered(int number) {
        return file.resolveSibling(file.getFileName() + "." + number);
    }

    /** The last line, for messages; empty if there is none. */
    String lastLine() {
        try (FileChannel channel = FileChannel.open(file)) {
            int length = (int) Math.min(2048, channel.size());
            java.nio.ByteBuffer end = java.nio.ByteBuffer.allocate(length);
            channel.read(end, channel.size() - length);
            String text = new String(end.array(), 0, end.position(), java.nio.charset.StandardCharsets.UTF_8).strip();
            return text.substring(text.lastIndexOf('\n') + 1).strip();
        } catch (IOException e) {
            return "";
        }
    }
}
