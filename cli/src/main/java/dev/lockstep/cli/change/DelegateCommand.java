package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.signing.repository.PublicKeyFile;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep delegate}: a publisher signs the modules of his own names. */
@Command(
        name = "delegate",
        header = "Lets a publisher sign modules whose names begin with his prefix, with his own keys.",
        description = {
            "",
            "He publishes on his own computer, from a copy of DIR/metadata, and hands over what he signed:",
            "  lockstep publish COPY --role NAME --module MODULE.jar --key HIS.pem --draft FOLDER",
            "which you take in with: lockstep submit DIR FOLDER. The same again with other keys exchanges his keys.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep delegate site/updates acme --modules acme- --public-key acme.pub",
            "  lockstep delegate site/updates acme --modules acme- --public-key a.pub --public-key b.pub --signatures 2"
        })
public final class DelegateCommand extends DraftingCommand {
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._-]+");
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9._-]{0,99}");

    @Parameters(index = "1", paramLabel = "NAME", description = "What the publisher's role is called.")
    private String name;

    @Option(
            names = "--modules",
            paramLabel = "PREFIX",
            required = true,
            description = "The beginning of the names of his modules; can be repeated.")
    private List<String> prefixes = new ArrayList<>();

    @Option(
            names = "--public-key",
            paramLabel = "FILE",
            required = true,
            description = "The public half of a key of his; can be repeated.")
    private List<Path> publicKeys = new ArrayList<>();

    @Option(
            names = "--signatures",
            paramLabel = "K",
            defaultValue = "1",
            description = "How many of his keys have to sign. Default: ${DEFAULT-VALUE}")
    private int signatures;

    public DelegateCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        if (!NAME.matcher(name).matches() || Root.TOP_LEVEL_ROLES.contains(name)) {
            throw misuse("A publisher's role is called by small letters, digits, '.', '_' and '-', not \"" + name
                    + "\", and not like one of the four roles.");
        }
        List<String> patterns = new ArrayList<>();
        for (String prefix : prefixes) {
            if (!PREFIX.matcher(prefix).matches()) {
                throw misuse("\"" + prefix + "\" is not the beginning of a module's name.");
            }
            patterns.add("modules/" + prefix + "*/*");
        }
        List<Key> keys = new ArrayList<>();
        for (Path file : publicKeys) {
            keys.add(PublicKeyFile.read(file));
        }
        RoleKeys roleKeys;
        try {
            roleKeys = new RoleKeys(keys, signatures);
        } catch (IllegalArgumentException e) {
            throw misuse("The role " + name + " cannot have these keys: " + e.getMessage() + ".");
        }
        try (Publication publication = place.published()
                .repository(environment().clock())
                .begin(ring(place, role -> !role.equals(KeysFolder.ROOT)))) {
            publication.delegate(name, roleKeys, patterns, true);
            finish(publication, screen, result);
        }
        screen.line("Modules "
                + String.join(
                        ", ", prefixes.stream().map(prefix -> prefix + "*").toList())
                + " are signed by " + name + ": " + signatures + " of "
                + String.join(
                        ", ", keys.stream().map(key -> KeyNames.brief(key.id())).toList()) + ".");
        result.put("role", name).put("threshold", signatures);
        keys.stream().map(Key::id).forEach(result.putArray("keys")::add);
        patterns.forEach(result.putArray("paths")::add);
    }
}
