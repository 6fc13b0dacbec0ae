package dev.lockstep.commands.internal.update;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.core.node.UpdateAgent;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Says in one sentence why this computer is not current and what to do. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(scope = "lockstep", name = "explain", description = "Says why this computer is not current and what to do")
public final class ExplainCommand extends NodeCommand {
    @Reference
    UpdateAgent agent;

    @Override
    protected void run(Dialogue dialogue) {
        dialogue.print(agent.explain(dialogue.locale()));
    }
}
