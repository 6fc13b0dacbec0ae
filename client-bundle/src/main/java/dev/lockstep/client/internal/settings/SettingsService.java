package dev.lockstep.client.internal.settings;

import dev.lockstep.client.internal.address.FileWatch;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.settings.Setting;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;

/** The settings of this computer: a value in memory, which is read from the file again when that has changed. */
@Component(service = {Settings.class, SettingsService.class})
public final class SettingsService implements Settings {
    /** Where the operating system tells of no change, as on network drives. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final SettingsFile file;
    private final NodeIdentity identity;
    private final List<FileWatch> watches = new ArrayList<>();

    /** Finds the installation by the system property {@code lockstep.home}, or else Karaf's own. */
    @Activate
    public SettingsService() throws IOException {
        this(Path.of(System.getProperty("lockstep.home", System.getProperty("karaf.base", ""))), "");
        for (Path watched : file.paths()) {
            watches.add(new FileWatch(watched, LOOK, file::reload));
        }
    }

    /**
     * The settings of an installation.
     *
     * @param installation the folder that everything is under
     * @param name what people call this computer while the file has no name for it; empty for its own name
     */
    public SettingsService(Path installation, String name) throws IOException {
        Home home = new Home(
                installation,
                System.getenv(),
                Platform.of(System.getProperty("os.name"), System.getProperty("os.arch")),
                UUID::randomUUID);
        this.file = new SettingsFile(home.etc());
        this.identity = home.identity(name);
    }

    @Deactivate
    void stop() throws IOException {
        for (FileWatch watch : watches) {
            watch.close();
        }
    }

    @Override
    public NodeSettings current() {
        return file.node();
    }

    @Override
    public NodeSettings change(UnaryOperator<NodeSettings> change) throws IOException {
        return file.change(change);
    }

    @Override
    public NodeIdentity identity() {
        String name = file.node().get(NodeSettings.NAME);
        return name.isEmpty()
                ? identity
                : new NodeIdentity(identity.id(), name, identity.platform(), identity.home(), identity.data());
    }

    /** The settings in force, with what was changed in the file up to now. */
    public NodeSettings reload() {
        return file.reload();
    }

    /** A secret among them. */
    public <T> T secret(Setting<T> setting) {
        return file.secret(setting);
    }

    /**
     * Takes the join token out of the file: it is kept elsewhere now.
     *
     * @throws dev.lockstep.core.problem.ProblemException as {@link #change}
     */
    public void removeJoinToken() throws IOException {
        file.put(Map.of(NodeSettings.JOIN_TOKEN.name(), ""));
    }

    /** Who is told that this node writes into etc from now on. */
    public void observe(EtcWrites observer) {
        file.observe(observer);
    }

    /** Why the file could not be used when it was read last; empty if it could. */
    public Optional<Problem> problem() {
        return file.problem();
    }

    /** The file. */
    public SettingsFile file() {
        return file;
    }
}
