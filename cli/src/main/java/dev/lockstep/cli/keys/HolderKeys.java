package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The keys of one holder, named one by one: key files, or a token. */
public final class HolderKeys {
    @Option(names = "--key", paramLabel = "FILE", description = "A key file, for example on a medium; can be repeated.")
    private List<Path> files = new ArrayList<>();

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    @Mixin
    private TokenOptions token = new TokenOptions();

    PassphraseOptions passphrase() {
        return passphrase;
    }

    /** All that were named; there can be none. */
    public List<Signer> signers(Environment environment) throws IOException, UnusableKeyFileException, Failure {
        return signers(environment, List.of());
    }

    /** The same, and those of further files. */
    public List<Signer> signers(Environment environment, List<Path> further)
            throws IOException, UnusableKeyFileException, Failure {
        List<Path> all = new ArrayList<>(files);
        all.addAll(further);
        List<Signer> signers = new ArrayList<>(new OpenedKeys(passphrase, environment).read(all));
        signers.addAll(token.signers(environment));
        return signers;
    }
}
