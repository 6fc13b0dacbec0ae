package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyOptions;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.keys.NewKeys;
import dev.lockstep.cli.keys.Quorum;
import dev.lockstep.cli.keys.QuorumOption;
import dev.lockstep.cli.keys.RoleValue;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.cli.repository.RepositoryCommand;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.signing.repository.Draft;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.PublicKeyFile;
import dev.lockstep.signing.repository.RepositoryExistsException;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep init-repository}: makes an empty published folder and its keys. */
@Command(
        name = "init-repository",
        header = "Makes an empty folder to publish into, and the keys that sign it.",
        description = {
            "",
            "The folder can be served by any web server as it is. The keys stand outside of it. Root keys belong to a place",
            "that is offline: they are needed only to exchange keys (lockstep rotate). Where holders have keys of their own",
            "(lockstep gen-key, or a token), name their public halves; with --draft they sign where their keys are.",
            "Every installer of yours carries DIR/metadata/vendor/1.root.json as etc/vendor-root.json.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep init-repository site/updates",
            "  lockstep init-repository site/updates --keys /media/safe/keys --threshold root=3/5 --threshold targets=2/3",
            "  lockstep init-repository site/updates --public-key root=alice.pub --public-key root=bob.pub \\",
            "      --public-key root=carol.pub --threshold root=2/3 --draft first-root"
        })
public final class InitRepositoryCommand extends RepositoryCommand {
    private static final Quorum ROOT = new Quorum(2, 3);
    private static final Quorum OTHERS = new Quorum(1, 1);

    @Mixin
    private QuorumOption quorums = new QuorumOption();

    @Option(
            names = "--public-key",
            paramLabel = "ROLE=FILE",
            converter = RoleValue.Converter.class,
            description = "A key that its holder keeps signs this role, in place of a new one; can be repeated.")
    private List<RoleValue> publicKeys = new ArrayList<>();

    @Option(names = "--no-passphrase", description = "Write the keys without a passphrase.")
    private boolean plain;

    @Option(
            names = "--draft",
            paramLabel = "FOLDER",
            description = "Write the first root into FOLDER for its holders to sign; then: lockstep submit DIR FOLDER")
    private Path draft;

    @Mixin
    private KeyOptions keyOptions = new KeyOptions();

    public InitRepositoryCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected int run(PublishedFolder published, Screen screen, ObjectNode result) throws IOException, CodedException {
        KeysFolder keys = keyOptions.folder(published.folder());
        keys.requireOutside(published.folder());
        requireNothingThere(published, keys);
        Map<String, List<Key>> given = given();
        boolean anyNew = given.size() < Root.TOP_LEVEL_ROLES.size();
        List<Signer> signers = new ArrayList<>(keyOptions.named(environment()));
        char[] secret = plain || !anyNew ? new char[0] : keyOptions.passphrase().fresh(environment());
        Map<String, RoleKeys> roles = new LinkedHashMap<>();
        try (NewKeys made = new NewKeys(keys, secret)) {
            for (String role : List.of("root", "targets", "snapshot", "timestamp")) {
                roles.put(role, roleKeys(role, given.getOrDefault(role, List.of()), made));
            }
            signers.addAll(made.signers());
            TufRepository repository = published.repository(environment().clock());
            Draft first = repository.draftFirst(RootPlan.of(roles), KeyRing.of(signers));
            if (draft != null) {
                made.keep();
                DraftingCommand.write(first, draft, screen, result);
                return 0;
            }
            publish(repository, first, KeyRing.of(signers), made);
        }
        Files.createDirectories(published.targets());
        tell(published, keys, screen, result);
        RootUpdate.describe(roles, result);
        return 0;
    }

    private static void publish(TufRepository repository, Draft first, KeyRing keys, NewKeys made)
            throws IOException, CodedException {
        try {
            repository.publish(first, keys);
            made.keep();
        } catch (IOException e) {
            // Some of it may be in its place.
            made.keep();
            throw e;
        }
    }

    private void requireNothingThere(PublishedFolder published, KeysFolder keys) throws IOException, CodedException {
        if (Files.exists(published.firstRoot())) {
            throw new RepositoryExistsException(published.metadata());
        }
        if (draft != null && Files.exists(draft)) {
            throw new Failure("DRAFT-EXISTS", draft + " is there already. A draft gets a folder of its own.");
        }
        if (!keys.files().isEmpty()) {
            throw new Failure(
                    "KEYS-EXIST",
                    "There are keys in " + keys.folder()
                            + " already, and no key is ever overwritten. Choose another folder with --keys.");
        }
    }

    private Map<String, List<Key>> given() throws IOException, CodedException {
        Map<String, List<Key>> given = new LinkedHashMap<>();
        for (RoleValue key : publicKeys) {
            given.computeIfAbsent(key.role(), role -> new ArrayList<>()).add(PublicKeyFile.read(Path.of(key.value())));
        }
        return given;
    }

    private RoleKeys roleKeys(String role, List<Key> given, NewKeys made) throws IOException {
        if (given.isEmpty()) {
            Quorum quorum = quorums.of(role, role.equals("root") ? ROOT : OTHERS);
            return new RoleKeys(made.make(role, quorum.keys()), quorum.threshold());
        }
        Quorum quorum = quorums.of(role, new Quorum(given.size(), given.size()));
        if (quorum.keys() != given.size()) {
            throw misuse("There " + (given.size() == 1 ? "is " : "are ")
                    + Plurals.english(given.size(), "public key", "public keys") + " for " + role + " and not "
                    + quorum.keys() + ".");
        }
        try {
            return new RoleKeys(given, quorum.threshold());
        } catch (IllegalArgumentException e) {
            throw misuse("The " + role + " role cannot have these keys: " + e.getMessage() + ".");
        }
    }

    private static void tell(PublishedFolder published, KeysFolder keys, Screen screen, ObjectNode result) {
        screen.line("Made " + published.folder() + ", and its keys in " + keys.folder() + ".");
        screen.line("Installers carry " + published.firstRoot() + " as etc/vendor-root.json.");
        screen.line("Move the root keys (" + keys.folder().resolve("root-*.pem") + ") to a place that is offline.");
        result.put("repository", published.folder().toString())
                .put("keys", keys.folder().toString())
                .put("root", published.firstRoot().toString());
    }
}
