package dev.lockstep.core.source;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Optional;

/**
 * Reads from a folder or a medium that has the layout of a repository. No path leaves the folder, not even through a link.
 * Safe for use by several threads.
 */
public final class FolderTransport implements Transport {
    private final Path folder;

    public FolderTransport(Path folder) {
        this.folder = folder;
    }

    @Override
    public String sourceName() {
        return folder.toString();
    }

    @Override
    public Optional<Content> open(String path, long offset) {
        SourcePath.require(path);
        Path file = folder;
        for (String name : path.split("/")) {
            file = file.resolve(name);
        }
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(folder.toRealPath()) || !Files.isRegularFile(real)) {
                throw unreadable(file, Sentence.of("file.outside"));
            }
            return Optional.of(content(real, offset));
        } catch (NoSuchFileException e) {
            if (Files.isDirectory(folder)) {
                return Optional.empty();
            }
            throw unreadable(folder, Sentence.of("file.no-such-folder"));
        } catch (IOException e) {
            throw unreadable(file, DiskProblems.reason(e));
        }
    }

    private static Content content(Path file, long offset) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        long from = offset <= channel.size() ? offset : 0;
        channel.position(from);
        InputStream body = new MediumInputStream(Channels.newInputStream(channel), file.toString());
        return new Content(body, from);
    }

    private static ProblemException unreadable(Path file, Sentence reason) {
        return ProblemException.of(ProblemCode.NOT_READABLE, Map.of("file", file.toString(), "reason", reason));
    }
}
