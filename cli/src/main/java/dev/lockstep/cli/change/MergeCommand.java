package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Draft;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lockstep merge}: brings the signatures of several copies of a change together. */
@Command(
        name = "merge",
        header = "Brings the signatures of several copies of a change together.",
        description = {"", "Signatures that do not verify are left out. Copies of another change are refused.", ""},
        footer = {"", "Example:", "  lockstep merge new-root /media/alice/new-root /media/bob/new-root"})
public final class MergeCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "FOLDER", description = "The change to which the signatures are added.")
    private Path folder;

    @Parameters(index = "1..*", arity = "1..*", paramLabel = "COPY", description = "Copies that others have signed.")
    private List<Path> copies = new ArrayList<>();

    public MergeCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, CodedException {
        Screen screen = screen();
        Draft draft = Draft.read(folder);
        for (Path copy : copies) {
            draft = draft.merge(Draft.read(copy));
        }
        draft.write(folder);
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        screen.line("The change in " + folder + ":");
        new DraftText(draft).tell(screen, result);
        screen.result(result);
        return 0;
    }
}
