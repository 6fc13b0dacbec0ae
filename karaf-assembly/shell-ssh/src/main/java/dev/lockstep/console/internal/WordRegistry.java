package dev.lockstep.console.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Registry;

/**
 * What the commands of one session are given. Beyond the platform's own registry that is the session and its terminal, and nothing
 * else: Karaf's completers of files and addresses are in none of both.
 */
final class WordRegistry implements Registry {
    private final Registry platform;
    private final Rights rights;
    private final List<Object> own;

    WordRegistry(Registry platform, Rights rights, List<Object> own) {
        this.platform = platform;
        this.rights = rights;
        this.own = own;
    }

    @Override
    public List<Command> getCommands() {
        return platform.getCommands().stream().filter(rights::shows).toList();
    }

    @Override
    public Command getCommand(String scope, String name) {
        Command command = platform.getCommand(scope, name);
        return command != null && rights.shows(command) ? command : null;
    }

    @Override
    public <T> T getService(Class<T> type) {
        if (type == Command.class) {
            return null;
        }
        for (Object service : own) {
            if (type.isInstance(service)) {
                return type.cast(service);
            }
        }
        return type == Registry.class ? type.cast(this) : platform.getService(type);
    }

    @Override
    public <T> List<T> getServices(Class<T> type) {
        if (type == Command.class) {
            return getCommands().stream().map(type::cast).toList();
        }
        List<T> found = new ArrayList<>();
        own.stream().filter(type::isInstance).map(type::cast).forEach(found::add);
        found.addAll(platform.getServices(type));
        return found;
    }

    @Override
    public boolean hasService(Class<?> type) {
        return own.stream().anyMatch(type::isInstance) || platform.hasService(type);
    }

    @Override
    public <T> void register(Callable<T> factory, Class<T> type) {
        throw new UnsupportedOperationException("this console takes nothing in");
    }

    @Override
    public void register(Object service) {
        throw new UnsupportedOperationException("this console takes nothing in");
    }

    @Override
    public void unregister(Object service) {
        throw new UnsupportedOperationException("this console takes nothing in");
    }
}
