package dev.lockstep.core.tuf;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.SetAside;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Keeps trusted metadata in a folder: {@code root.json}, {@code timestamp.json}, {@code snapshot.json}, {@code targets.json}
 * and one file for each delegated role, and every root also as {@code roots/N.root.json}.
 *
 * <p>Files are written to a temporary name, synced and renamed. Names of delegated roles come from the network; they become
 * file names that stay in the folder, do not collide on file systems that ignore case, and are allowed on Windows.
 */
public final class DirectoryMetadataStore implements MetadataStore {
    private static final System.Logger LOG = System.getLogger(DirectoryMetadataStore.class.getName());
    private static final String ROOT = "root";
    /** Nothing longer is ever stored; a longer file came from elsewhere. */
    private static final int LONGEST = 256 * 1024 * 1024;

    private final Path folder;

    /**
     * A store in a folder, which is created when something is first stored.
     *
     * @param folder the folder of one repository
     */
    public DirectoryMetadataStore(Path folder) {
        this.folder = folder;
    }

    /** What cannot be read at all is no metadata: no bytes, which whoever wants to use them takes for damaged. */
    @Override
    public Optional<byte[]> read(String roleName) throws IOException {
        return read(folder.resolve(RoleFileName.of(roleName)));
    }

    private static Optional<byte[]> read(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            return Optional.of(new byte[0]);
        }
        try {
            return DurableFiles.read(file, LONGEST);
        } catch (AccessDeniedException | DurableFiles.TooLongException e) {
            return Optional.of(new byte[0]);
        }
    }

    @Override
    public void setAside(String roleName) throws IOException {
        setAside(folder.resolve(RoleFileName.of(roleName)));
    }

    @Override
    public void setAsideRoot(long version) throws IOException {
        setAside(rootFile(version));
    }

    private static void setAside(Path file) throws IOException {
        LOG.log(
                System.Logger.Level.WARNING,
                file + " is damaged: it is not what was verified and written there. It was set aside as "
                        + SetAside.move(file) + ", and is fetched again.");
    }

    @Override
    public Optional<byte[]> readRoot(long version) throws IOException {
        return read(rootFile(version));
    }

    @Override
    public void write(String roleName, long version, byte[] received) {
        if (roleName.equals(ROOT)) {
            keepRoot(version, received);
        }
        replace(folder.resolve(RoleFileName.of(roleName)), received);
    }

    @Override
    public void keepRoot(long version, byte[] received) {
        replace(rootFile(version), received);
    }

    private void replace(Path file, byte[] received) {
        try {
            DurableFiles.write(file, received);
        } catch (IOException e) {
            // Otherwise an update would take it for a failure of the source.
            throw DiskProblems.writing(folder, received.length, e);
        }
    }

    @Override
    public void delete(String roleName) throws IOException {
        Files.deleteIfExists(folder.resolve(RoleFileName.of(roleName)));
    }

    private Path rootFile(long version) {
        return folder.resolve("roots").resolve(version + ".root.json");
    }
}
