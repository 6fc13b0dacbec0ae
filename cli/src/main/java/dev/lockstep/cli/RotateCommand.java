package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.repository.KeyRing;
import dev.lockstep.core.tuf.repository.RepositoryException;
import dev.lockstep.core.tuf.repository.RoleKeys;
import dev.lockstep.core.tuf.repository.RootPlan;
import dev.lockstep.core.tuf.repository.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep rotate}: exchanges the keys of roles, or signs the root again. */
@Command(
        name = "rotate",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Exchanges the keys of a role, or signs the root again for another three years.",
        description = {
            "",
            "New keys are made and a new root is signed with the old root keys and the new ones. Clients follow by themselves,",
            "however many roots they are behind. Key files that sign nothing any more are kept in the folder retired.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep rotate site/updates --role targets",
            "  lockstep rotate site/updates --role root --threshold 3/5 --keys /media/safe/keys",
            "  lockstep rotate site/updates               (no other keys; a root with a later expiry)"
        })
final class RotateCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The published folder.")
    private Path folder;

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            description = "root, targets, snapshot or timestamp; can be repeated. Default: none")
    private Set<String> roles = new LinkedHashSet<>();

    @Option(
            names = "--threshold",
            paramLabel = "K/N",
            converter = Quorum.Converter.class,
            description = "K of N new keys have to sign from now on. Default: as it is.")
    private Quorum quorum;

    @Option(names = "--no-passphrase", description = "Write the new keys without a passphrase.")
    private boolean plain;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    RotateCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, RepositoryException, Failure {
        for (String role : roles) {
            if (!Root.TOP_LEVEL_ROLES.contains(role)) {
                throw misuse(
                        "There is no role " + role + "; there are " + String.join(", ", Root.TOP_LEVEL_ROLES) + ".");
            }
        }
        PublishedFolder published = new PublishedFolder(folder);
        Root before = published.root();
        KeysFolder keysFolder = keys.folder(folder);
        keysFolder.requireOutside(folder);
        List<Signer> signers = new ArrayList<>(keys.signers(folder, surroundings(), role -> true));
        List<Path> replaced = new ArrayList<>();
        Map<String, RoleKeys> next = new LinkedHashMap<>();
        char[] secret =
                plain || roles.isEmpty() ? new char[0] : keys.passphrase().fresh(surroundings());
        try {
            for (String role : Root.TOP_LEVEL_ROLES) {
                RoleKeys old = keysOf(before, role);
                if (roles.contains(role)) {
                    replaced.addAll(keysFolder.files(role));
                    next.put(role, fresh(role, old, keysFolder, secret, signers));
                } else {
                    next.put(role, old);
                }
            }
        } finally {
            Arrays.fill(secret, '\0');
        }
        published
                .repository(surroundings().clock())
                .rotate(
                        new RootPlan(
                                next.get("root"), next.get("targets"), next.get("snapshot"), next.get("timestamp")),
                        KeyRing.of(signers));
        keysFolder.retire(replaced);
        tell(before.version() + 1, next);
        return 0;
    }

    private RoleKeys fresh(String role, RoleKeys old, KeysFolder keysFolder, char[] secret, List<Signer> signers)
            throws IOException {
        int count = quorum == null ? old.keys().size() : quorum.keys();
        List<Signer> made = keysFolder.make(role, count, secret);
        signers.addAll(made);
        return new RoleKeys(
                made.stream().map(Signer::publicKey).toList(), quorum == null ? old.threshold() : quorum.threshold());
    }

    private static RoleKeys keysOf(Root root, String roleName) throws Failure {
        Role role = root.roles().get(roleName);
        List<Key> keys = role.keyIds().stream().map(id -> root.keys().get(id)).toList();
        if (keys.contains(null) || keys.size() < role.threshold()) {
            throw new Failure("ROOT-MALFORMED", "The root names keys for " + roleName + " that it does not hold.");
        }
        return new RoleKeys(keys, role.threshold());
    }

    private void tell(long version, Map<String, RoleKeys> next) {
        Screen screen = screen();
        screen.line("Signed root " + version
                + (roles.isEmpty() ? "." : ", with new keys for " + String.join(", ", roles) + "."));
        var result = JsonNodeFactory.instance.objectNode().put("root", version);
        var list = result.putObject("roles");
        next.forEach((name, role) -> {
            var one = list.putObject(name).put("threshold", role.threshold());
            role.keys().stream().map(Key::id).forEach(one.putArray("keys")::add);
        });
        screen.result(result);
    }
}
