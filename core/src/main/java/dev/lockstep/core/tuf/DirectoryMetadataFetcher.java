package dev.lockstep.core.tuf;

import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** Reads a repository's metadata from a folder, such as a medium or a folder that is about to be published. */
public final class DirectoryMetadataFetcher implements MetadataFetcher {
    private final Path folder;

    /**
     * A fetcher for one repository.
     *
     * @param folder the folder that holds {@code timestamp.json} and the versioned files
     */
    public DirectoryMetadataFetcher(Path folder) {
        this.folder = folder;
    }

    @Override
    public Optional<byte[]> fetch(String name, long maximumLength) throws IOException, FileTooLongException {
        // A web server also decodes the names in its URLs, so both find the same file.
        String decoded = URLDecoder.decode(name.replace("+", "%2B"), StandardCharsets.UTF_8);
        if (decoded.indexOf('/') >= 0 || decoded.indexOf('\\') >= 0) {
            return Optional.empty();
        }
        try (InputStream content = Files.newInputStream(folder.resolve(decoded))) {
            return Optional.of(MetadataFetcher.readAtMost(content, name, maximumLength));
        } catch (NoSuchFileException | InvalidPathException e) {
            // A role may have a name that no file here can have.
            return Optional.empty();
        }
    }
}
