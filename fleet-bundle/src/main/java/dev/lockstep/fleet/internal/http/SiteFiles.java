package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which files of a site may be asked for. Only names of exactly the forms that a site has become paths: its keys lie beside
 * them.
 */
final class SiteFiles {
    private static final int LONGEST = 32 << 20;
    private static final Pattern METADATA =
            Pattern.compile("/metadata/site/(timestamp\\.json|[0-9]{1,18}\\.[a-z0-9][a-z0-9_-]{0,63}\\.json)");
    private static final Pattern ASSIGNMENT = Pattern.compile(
            "/targets/assignments/((groups|computers)/)?[0-9a-f]{64}\\.[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\.json");

    private SiteFiles() {}

    /** The bytes of a file; empty if there is none, or none that may be asked for. */
    static Optional<byte[]> read(Path folder, String path) throws IOException {
        boolean known =
                METADATA.matcher(path).matches() || ASSIGNMENT.matcher(path).matches();
        return known ? DurableFiles.read(folder.resolve(path.substring(1)), LONGEST) : Optional.empty();
    }
}
