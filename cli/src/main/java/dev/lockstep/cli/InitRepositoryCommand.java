package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.repository.KeyRing;
import dev.lockstep.core.tuf.repository.RepositoryException;
import dev.lockstep.core.tuf.repository.RepositoryExistsException;
import dev.lockstep.core.tuf.repository.RoleKeys;
import dev.lockstep.core.tuf.repository.RootPlan;
import dev.lockstep.core.tuf.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep init-repository}: makes an empty published folder and its keys. */
@Command(
        name = "init-repository",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Makes an empty folder to publish into, and the keys that sign it.",
        description = {
            "",
            "The folder can be served by any web server as it is. The keys stand outside of it. Move the root keys to a",
            "place that is offline: they are needed only to exchange keys (lockstep rotate).",
            "Every installer of yours carries DIR/metadata/vendor/1.root.json as etc/vendor-root.json.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep init-repository site/updates",
            "  lockstep init-repository site/updates --keys /media/safe/keys --root 3/5 --targets 2/3",
            "  LOCKSTEP_PASSPHRASE=... lockstep init-repository site/updates --json"
        })
final class InitRepositoryCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The folder to make.")
    private Path folder;

    @Option(
            names = "--root",
            paramLabel = "K/N",
            converter = Quorum.Converter.class,
            defaultValue = "2/3",
            description = "K of N root keys have to sign. Default: ${DEFAULT-VALUE}")
    private Quorum root;

    @Option(
            names = "--targets",
            paramLabel = "K/N",
            converter = Quorum.Converter.class,
            defaultValue = "1/1",
            description = "The same for the keys that sign releases and modules. Default: ${DEFAULT-VALUE}")
    private Quorum targets;

    @Option(
            names = "--snapshot",
            paramLabel = "K/N",
            converter = Quorum.Converter.class,
            defaultValue = "1/1",
            description = "The same for the snapshot. Default: ${DEFAULT-VALUE}")
    private Quorum snapshot;

    @Option(
            names = "--timestamp",
            paramLabel = "K/N",
            converter = Quorum.Converter.class,
            defaultValue = "1/1",
            description = "The same for the timestamp. Default: ${DEFAULT-VALUE}")
    private Quorum timestamp;

    @Option(names = "--no-passphrase", description = "Write the keys without a passphrase.")
    private boolean plain;

    @Option(
            names = "--keys",
            paramLabel = "FOLDER",
            description = "Where the private keys are written. Default: DIR-keys, beside DIR.")
    private Path keysFolder;

    @Mixin
    private PassphraseOptions passphrase = new PassphraseOptions();

    InitRepositoryCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, RepositoryException, Failure {
        PublishedFolder published = new PublishedFolder(folder);
        KeysFolder keys = keysFolder == null ? KeysFolder.beside(folder) : new KeysFolder(keysFolder);
        keys.requireOutside(folder);
        if (Files.exists(published.firstRoot())) {
            throw new RepositoryExistsException(published.metadata());
        }
        if (!keys.files().isEmpty()) {
            throw new Failure(
                    "KEYS-EXIST",
                    "There are keys in " + keys.folder()
                            + " already, and no key is ever overwritten. Choose another folder with --keys.");
        }
        Map<String, RoleKeys> roles = new LinkedHashMap<>();
        List<Signer> signers = new ArrayList<>();
        char[] secret = plain ? new char[0] : passphrase.fresh(surroundings());
        try {
            for (Map.Entry<String, Quorum> role : quorums().entrySet()) {
                List<Signer> made = keys.make(role.getKey(), role.getValue().keys(), secret);
                signers.addAll(made);
                roles.put(
                        role.getKey(),
                        new RoleKeys(
                                made.stream().map(Signer::publicKey).toList(),
                                role.getValue().threshold()));
            }
        } finally {
            Arrays.fill(secret, '\0');
        }
        RootPlan plan =
                new RootPlan(roles.get("root"), roles.get("targets"), roles.get("snapshot"), roles.get("timestamp"));
        published.repository(surroundings().clock()).initialise(plan, KeyRing.of(signers));
        Files.createDirectories(published.targets());
        tell(published, keys, roles);
        return 0;
    }

    private Map<String, Quorum> quorums() {
        Map<String, Quorum> quorums = new LinkedHashMap<>();
        quorums.put("root", root);
        quorums.put("targets", targets);
        quorums.put("snapshot", snapshot);
        quorums.put("timestamp", timestamp);
        return quorums;
    }

    private void tell(PublishedFolder published, KeysFolder keys, Map<String, RoleKeys> roles) {
        Screen screen = screen();
        screen.line("Made " + published.folder() + ", and its keys in " + keys.folder() + ".");
        screen.line("Installers carry " + published.firstRoot() + " as etc/vendor-root.json.");
        screen.line("Move the root keys (" + keys.folder().resolve("root-*.pem") + ") to a place that is offline.");
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("repository", published.folder().toString())
                .put("keys", keys.folder().toString())
                .put("root", published.firstRoot().toString());
        var list = result.putObject("roles");
        roles.forEach((name, role) -> {
            var one = list.putObject(name).put("threshold", role.threshold());
            role.keys().stream().map(Key::id).forEach(one.putArray("keys")::add);
        });
        screen.result(result);
    }
}
