package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.cli.keys.NewKeys;
import dev.lockstep.cli.keys.Quorum;
import dev.lockstep.cli.keys.QuorumOption;
import dev.lockstep.cli.keys.RoleValue;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.PublicKeyFile;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code lockstep rotate}: exchanges keys of roles, or signs the root again. */
@Command(
        name = "rotate",
        header = "Exchanges keys of roles, or signs the root again for another three years.",
        description = {
            "",
            "A new root is signed with the old root keys and the new ones. Clients follow by themselves, however many roots",
            "they are behind. With --role, new keys are made; key files that sign nothing any more are kept in the folder",
            "retired. With --add-key and --remove-key, keys are exchanged one by one, which can be anywhere.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep rotate site/updates --role targets",
            "  lockstep rotate site/updates --all --threshold root=3/5 --keys /media/safe/keys",
            "  lockstep rotate site/updates --remove-key root=/media/alice.pub --add-key root=/media/dave.pub --draft d",
            "  lockstep rotate site/updates               (no other keys; a root with a later expiry)"
        })
public final class RotateCommand extends DraftingCommand {
    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = RoleValue.Role.class,
            description = "Make new keys for this role in place of all it has; can be repeated. Default: none")
    private Set<String> roles = new LinkedHashSet<>();

    @Option(names = "--all", description = "Make new keys for all four roles.")
    private boolean all;

    @Option(
            names = "--add-key",
            paramLabel = "ROLE=FILE",
            converter = RoleValue.Converter.class,
            description = "The key whose public half is in FILE signs this role too; can be repeated.")
    private List<RoleValue> added = new ArrayList<>();

    @Option(
            names = "--remove-key",
            paramLabel = "ROLE=KEY",
            converter = RoleValue.Converter.class,
            description =
                    "KEY (a file with its public half, or its identifier) does not sign this role any more; can be repeated.")
    private List<RoleValue> removed = new ArrayList<>();

    @Mixin
    private QuorumOption quorums = new QuorumOption();

    @Option(names = "--no-passphrase", description = "Write new keys without a passphrase.")
    private boolean plain;

    public RotateCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        Set<String> fresh = new LinkedHashSet<>(all ? Root.TOP_LEVEL_ROLES : roles);
        place.keys().requireOutside(place.folder());
        RootChange change = new RootChange(place.published().plan());
        List<Signer> signers = new ArrayList<>(keys().signers(place.folder(), environment(), role -> true));
        List<Path> replaced = new ArrayList<>();
        char[] secret = plain || fresh.isEmpty() || place.isRehearsal()
                ? new char[0]
                : keys().passphrase().fresh(environment());
        try (NewKeys made = new NewKeys(place.keys(), secret)) {
            for (String role : fresh) {
                replaced.addAll(place.keys().files(role));
                Quorum usual =
                        new Quorum(change.threshold(role), change.keys(role).size());
                change.replace(role, made.make(role, quorums.of(role, usual).keys()));
            }
            exchange(change);
            RootPlan plan = change.plan();
            signers.addAll(made.signers());
            RootUpdate update =
                    new RootUpdate(place.published().repository(environment().clock()), plan);
            update.perform(KeyRing.of(signers), draft(), made::keep, screen, result);
        }
        if (draft().isEmpty() && !place.isRehearsal()) {
            place.keys().retire(replaced);
        }
    }

    private void exchange(RootChange change) throws IOException, CodedException {
        for (RoleValue key : removed) {
            change.remove(key.role(), KeyNames.find(key.value(), change.keys(key.role())));
        }
        for (RoleValue key : added) {
            change.add(key.role(), PublicKeyFile.read(Path.of(key.value())));
        }
        for (Map.Entry<String, Quorum> quorum : quorums.byRole().entrySet()) {
            change.require(quorum.getKey(), quorum.getValue());
        }
    }
}
