package dev.lockstep.client.internal.settings;

import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.release.Platform;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/**
 * The settings of this computer. The file is the only source of truth; Config Admin merely signals that it has changed, so that
 * there are no two copies to disagree.
 */
@Component(
        service = {Settings.class, SettingsService.class},
        configurationPid = "dev.lockstep.node")
@Designate(ocd = NodeConfiguration.class)
public final class SettingsService implements Settings {
    private final SettingsFile file;
    private final NodeIdentity identity;

    /** Finds the installation by the system property {@code lockstep.home}, or else Karaf's own. */
    @Activate
    public SettingsService(NodeConfiguration configuration) throws IOException {
        this(Path.of(System.getProperty("lockstep.home", System.getProperty("karaf.base", ""))), "");
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
        this.file = new SettingsFile(home.settings());
        this.identity = home.identity(name);
    }

    /** Without this method, a change of the file would restart the service and all its users. */
    @Modified
    void modified() {
        file.node();
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
        String name = file.values().getOrDefault("name", "").strip();
        return name.isEmpty()
                ? identity
                : new NodeIdentity(identity.id(), name, identity.platform(), identity.home(), identity.data());
    }

    /** The agent's own settings in force. */
    public CheckSettings check() {
        return file.check();
    }

    /** How this computer and its server authenticate each other. */
    public SiteSettings site() {
        return file.site();
    }

    /**
     * Takes the join token out of the file, which others may read too.
     *
     * @throws dev.lockstep.core.problem.ProblemException as {@link #change}
     */
    public void removeJoinToken() throws IOException {
        file.put(Map.of(SiteSettings.JOIN_TOKEN, ""));
    }

    /** Why the file as it is now cannot be used; empty if it can. */
    public Optional<Problem> problem() {
        return file.problem();
    }

    /** The file. */
    public SettingsFile file() {
        return file;
    }
}
