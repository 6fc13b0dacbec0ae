package dev.lockstep.core.site;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the root key of a site is while it is needed: still on its server, or in a file that the administrator brings. From a
 * file it is read into memory only.
 *
 * <p>Not a record, because a passphrase is a secret.
 */
public final class RootKey {
    private final Optional<Path> file;
    private final char[] passphrase;

    private RootKey(Optional<Path> file, char[] passphrase) {
        this.file = file;
        this.passphrase = passphrase;
    }

    /** The key that is still on the server. */
    public static RootKey onServer() {
        return new RootKey(Optional.empty(), new char[0]);
    }

    /**
     * A key in a file.
     *
     * @param passphrase opens it; not copied, so that the caller can overwrite it after use
     */
    public static RootKey in(Path file, char[] passphrase) {
        return new RootKey(Optional.of(file.toAbsolutePath()), passphrase);
    }

    /** The file; empty if the key is on the server. */
    public Optional<Path> file() {
        return file;
    }

    /** Opens the file; not copied. */
    public char[] passphrase() {
        return passphrase;
    }
}
