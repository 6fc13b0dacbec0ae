package dev.lockstep.commands.internal.console;

import dev.lockstep.core.node.EtcChanges;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.CommandSessionListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * Says whose the changes in {@code etc} are that come of an administrator's line in Karaf's shell, such as those of {@code jaas:} and
 * {@code config:}. Karaf calls it in the thread that does the line, on behalf of that person.
 */
@Component(service = CommandSessionListener.class)
public final class ChangesAtTheConsole implements CommandSessionListener {
    private final EtcChanges etc;

    @Activate
    public ChangesAtTheConsole(@Reference EtcChanges etc) {
        this.etc = etc;
    }

    @Override
    public void beforeExecute(CommandSession session, CharSequence line) {
        etc.begin();
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Exception failure) {
        etc.end();
    }

    @Override
    public void afterExecute(CommandSession session, CharSequence line, Object result) {
        etc.end();
    }
}
