package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The vendor's keys are in a PKCS#11 token (SoftHSM's) and never come out of it. */
@Timeout(900)
class TokenIT {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
            Path.of("/usr/lib64/pkcs11/libsofthsm2.so"));
    private static final String PIN = "1234";

    @TempDir
    Path folder;

    private Program program;
    private Path settings;
    private String token;

    @BeforeEach
    void makeToken() throws Exception {
        Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElse(Path.of("none"));
        assumeTrue(Files.exists(library), "SoftHSM is not installed: apt-get install softhsm2 (.ci/install-packages)");
        settings = Files.writeString(
                folder.resolve("softhsm2.conf"),
                "directories.tokendir = " + Files.createDirectory(folder.resolve("tokens")) + "\nlog.level = ERROR\n");
        token = Files.writeString(
                        folder.resolve("token.cfg"), "name = vendor\nlibrary = " + library + "\nslotListIndex = 0\n")
                .toString();
        run("softhsm2-util", "--init-token", "--free", "--label", "vendor", "--pin", PIN, "--so-pin", "5678");
        for (String alias : List.of("root", "targets")) {
            run(
                    Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair",
                    "-alias",
                    alias,
                    "-keyalg",
                    "EC",
                    "-groupname",
                    "secp256r1",
                    "-dname",
                    "CN=" + alias,
                    "-storetype",
                    "PKCS11",
                    "-keystore",
                    "NONE",
                    "-storepass",
                    PIN,
                    "-providerClass",
                    "sun.security.pkcs11.SunPKCS11",
                    "-providerArg",
                    token);
        }
        program = Program.packed(folder)
                .with("SOFTHSM2_CONF", settings.toString())
                .with("LOCKSTEP_PIN", PIN);
    }

    private void run(String... command) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("tool.txt").toFile());
        builder.environment().put("SOFTHSM2_CONF", settings.toString());
        int status = builder.start().waitFor();
        assertThat(status).as(Files.readString(folder.resolve("tool.txt"))).isZero();
    }

    @Test
    void root_and_targets_are_signed_by_keys_in_the_token_and_clients_accept_it() throws Exception {
        for (String alias : List.of("root", "targets")) {
            program.succeed("public-key", alias + ".pub", "--token", token, "--token-key", alias);
        }
        String[] init = {"init-repository", "updates", "--no-passphrase"};
        String[] keys = {"--public-key", "root=root.pub", "--public-key", "targets=targets.pub"};
        program.succeed(concat(init, concat(keys, "--token", token)));
        Vendor vendor = new Vendor(folder);
        String server = "server=" + vendor.component("server", Map.of("a", "1"));
        program.succeed("publish", "updates", "--release", "1.0.0", "--component", server, "--token", token);

        program.succeed("rotate", "updates", "--token", token);

        assertThat(vendor.client().releases()).hasSize(1);
        assertThat(program.succeed("verify", "updates").out()).startsWith("Sound: 1 release");
        assertThat(vendor.keys()).isDirectoryNotContaining("glob:**/root-*");
        Program.Ended without = program.run("publish", "updates", "--release", "1.1.0", "--component", server);
        assertThat(without.err()).contains("[REPOSITORY-SIGNERS]");
    }

    @Test
    void a_wrong_pin_a_missing_key_and_a_missing_token_are_said_to_be_that() throws Exception {
        assertThat(program.run("public-key", "x.pub", "--token", token, "--token-key", "none")
                        .err())
                .contains("The token has no key called none on the curve P-256 or Ed25519");
        assertThat(program.run("public-key", "x.pub", "--token", "none.cfg").err())
                .contains("There is no token as none.cfg says")
                .contains("[TOKEN]");
        assertThat(program.with("LOCKSTEP_PIN", "9999")
                        .run("public-key", "x.pub", "--token", token)
                        .err())
                .contains("The token does not open: CKR_PIN_INCORRECT. [TOKEN-PIN]");
        assertThat(folder.resolve("x.pub")).doesNotExist();
    }

    private static String[] concat(String[] first, String... second) {
        return Stream.concat(Stream.of(first), Stream.of(second)).toArray(String[]::new);
    }
}
