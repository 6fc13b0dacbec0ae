package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Secret;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Keys in a PKCS#11 token: a smart card, a key on USB, a hardware security module. */
final class TokenOptions {
    private static final String VARIABLE = "LOCKSTEP_PIN";

    @Option(
            names = "--token",
            paramLabel = "FILE",
            description = {
                "Sign with the keys of a PKCS#11 token. FILE is the configuration of Java's SunPKCS11 provider, with at",
                "least: name = ..., library = ... and, if there are several tokens, slotListIndex = ..."
            })
    private Path configuration;

    @Option(
            names = "--token-key",
            paramLabel = "ALIAS",
            description = "With --token: only the key of this name. Default: all that can sign.")
    private String alias;

    @Option(
            names = "--pin-file",
            paramLabel = "FILE",
            description =
                    "With --token: the first line of this file is its PIN. Default: " + VARIABLE + ", or the terminal.")
    private Path pinFile;

    /** The keys of the token; none if no token was named. */
    List<Signer> signers(Environment environment) throws IOException, Failure {
        if (configuration == null) {
            return List.of();
        }
        Token token = Token.open(configuration);
        Secret secret = new Secret("TOKEN-PIN", "PIN", Optional.ofNullable(pinFile), "--pin-file", VARIABLE);
        Optional<char[]> given = secret.given(environment);
        char[] pin = given.isPresent() ? given.get() : secret.ask(environment, "PIN of the token: ");
        try {
            return token.signers(Optional.ofNullable(alias), pin);
        } finally {
            Arrays.fill(pin, '\0');
        }
    }
}
