package dev.lockstep.commands.internal.console;

import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.Upstream;

/** Sets what Karaf sets in the classes that commands of other packages extend. */
public final class Injection {
    private Injection() {}

    public static <C extends RootKeyCommand> C of(Site site, C command) {
        command.site = site;
        return command;
    }

    public static <C extends RootKeyCommand> C of(Site site, String rootKey, C command) {
        command.rootKey = rootKey;
        return of(site, command);
    }

    public static <C extends ApprovingCommand> C of(Settings settings, Upstream upstream, Site site, C command) {
        command.settings = settings;
        command.upstream = upstream;
        return of(site, command);
    }
}
