package dev.lockstep.cli.keys;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The keys that one command makes; until they are kept, closing takes their files away again. */
public final class NewKeys implements AutoCloseable {
    private final KeysFolder folder;
    private final char[] passphrase;
    private final List<Path> files = new ArrayList<>();
    private final List<Signer> signers = new ArrayList<>();
    private boolean kept;

    /** Keys to be made, encrypted with a passphrase if that is not empty. */
    public NewKeys(KeysFolder folder, char[] passphrase) {
        this.folder = folder;
        this.passphrase = passphrase;
    }

    /** Makes keys and gives their public halves. */
    public List<Key> make(String role, int count) throws IOException {
        KeysFolder.Made made = folder.make(role, count, passphrase);
        files.addAll(made.files());
        signers.addAll(made.signers());
        return made.signers().stream().map(Signer::publicKey).toList();
    }

    public List<Signer> signers() {
        return signers;
    }

    /** From here on the files are needed: what they signed may have been published. */
    public void keep() {
        kept = true;
    }

    @Override
    public void close() throws IOException {
        Arrays.fill(passphrase, '\0');
        if (!kept) {
            for (Path file : files) {
                DurableFiles.delete(file);
            }
        }
    }
}
