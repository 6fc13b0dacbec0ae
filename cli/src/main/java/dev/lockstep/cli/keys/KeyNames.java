package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.signing.repository.PublicKeyFile;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/** How people name keys: by the file with its public half, or by the beginning of its identifier. */
public final class KeyNames {
    private static final int BRIEF = 12;
    private static final int LEAST = 8;

    private KeyNames() {}

    /** Enough of an identifier to tell keys apart. */
    public static String brief(String keyId) {
        return keyId.substring(0, Math.min(BRIEF, keyId.length()));
    }

    /**
     * The one of some keys that a name stands for.
     *
     * @throws Failure if it is none of them, or several
     */
    public static Key find(String name, Collection<Key> known) throws IOException, UnusableKeyFileException, Failure {
        if (isFile(name)) {
            Key key = PublicKeyFile.read(Path.of(name));
            if (known.contains(key)) {
                return key;
            }
            throw new Failure("KEY-UNKNOWN", "The key of " + name + " (" + brief(key.id()) + ") is not among those.");
        }
        List<Key> found = known.stream()
                .filter(key -> name.length() >= LEAST && key.id().startsWith(name))
                .toList();
        if (found.size() != 1) {
            throw new Failure(
                    "KEY-UNKNOWN",
                    "\"" + name + "\" is neither a file with a public key nor the beginning (" + LEAST
                            + " characters or more) of one of: "
                            + String.join(
                                    ", ",
                                    known.stream().map(key -> brief(key.id())).toList())
                            + ".");
        }
        return found.get(0);
    }

    private static boolean isFile(String name) {
        try {
            return Files.isRegularFile(Path.of(name));
        } catch (InvalidPathException e) {
            return false;
        }
    }
}
