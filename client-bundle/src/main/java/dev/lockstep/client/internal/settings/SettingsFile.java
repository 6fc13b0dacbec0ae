package dev.lockstep.client.internal.settings;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.EtcFile;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.settings.HttpSettings;
import dev.lockstep.core.settings.PropertiesText;
import dev.lockstep.core.settings.SecretsFile;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code etc/dev.lockstep.node.cfg}: the one place where the settings are, but for their secrets. They are read at the start and at
 * {@link #reload}; whoever asks for them has an unchanging value from memory.
 *
 * <p>A file that cannot be used is a {@link #problem()}, and the last good settings stay in force. Safe for use by several
 * threads.
 */
final class SettingsFile {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsFile.class);

    private final Path file;
    private final SecretsFile secrets;
    private volatile Optional<EtcWrites> etc = Optional.empty();
    private volatile State state = State.of(PropertiesText.parse(""), PropertiesText.parse(""));

    /** Reads what is there now. */
    public SettingsFile(Path etc) {
        this.file = etc.resolve(NodeSettings.FILE.pid() + ".cfg");
        this.secrets = new SecretsFile(etc);
        reload();
    }

    /** Where they are. */
    List<Path> paths() {
        return List.of(file, secrets.path());
    }

    /** The settings in force. */
    public NodeSettings node() {
        return state.node();
    }

    /** A secret among them. */
    <T> T secret(Setting<T> setting) {
        return state.values().get(setting);
    }

    /** Why the file could not be used when it was read last; empty if it could. */
    public Optional<Problem> problem() {
        return state.problem();
    }

    /** Reads the file again. */
    public synchronized NodeSettings reload() {
        Path read = secrets.path();
        try {
            secrets.read();
            read = file;
            // First of all: a secret that cannot be used is one, too.
            moveSecrets(NodeSettings.FILE);
            moveSecretsOfThePort();
            state = State.of(PropertiesText.read(file), secrets.read());
        } catch (IllegalArgumentException e) {
            state = state.with(
                    Problem.of(ProblemCode.CONFIGURATION_MALFORMED, Map.of("file", read, "reason", Sentence.said(e))));
        } catch (IOException e) {
            state = state.with(Problem.of(
                    ProblemCode.NOT_READABLE,
                    Map.of("file", read.toString(), "reason", e.getClass().getSimpleName() + ": " + e.getMessage())));
        }
        return state.node();
    }

    /** Each file that has secrets among its settings is looked at as soon as any file of the folder has changed. */
    private void moveSecrets(EtcFile etcFile) throws IOException {
        if (secrets.takeFrom(etcFile)) {
            LOG.info(
                    "The secrets in {}.cfg are moved to {}, which only its owner can read",
                    etcFile.pid(),
                    secrets.path());
        }
    }

    /** What else is wrong with that file is for the port to say, and no problem of these settings. */
    private void moveSecretsOfThePort() throws IOException {
        try {
            moveSecrets(HttpSettings.FILE);
        } catch (IllegalArgumentException e) {
            LOG.warn(
                    "etc/{}.cfg is not of the form key = value, so no secret was looked for: {}",
                    HttpSettings.FILE.pid(),
                    e.getMessage());
        }
    }

    /**
     * Changes settings: validated, then written, then in force.
     *
     * @throws ProblemException if a value of the source that is chosen cannot be used, or the file cannot be written or is
     *     broken; then nothing is changed
     */
    public synchronized NodeSettings change(UnaryOperator<NodeSettings> change) throws IOException {
        reload();
        try {
            put(change.apply(node()).texts());
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
        return node();
    }

    /** The values as they stand in the file and in that of the secrets. */
    Map<String, String> texts() {
        return state.texts();
    }

    /** Who is told that this node writes into etc from now on. */
    void observe(EtcWrites observer) {
        etc = Optional.of(observer);
    }

    /** Writes values by their names, in the manner of {@link #change}. */
    void put(Map<String, String> changes) throws IOException {
        put(changes, true);
    }

    /**
     * The same.
     *
     * @param recorded whether the change is recorded here, and not by the caller
     */
    void put(Map<String, String> changes, boolean recorded) throws IOException {
        etc.ifPresent(EtcWrites::begin);
        try {
            write(changes);
        } finally {
            etc.ifPresent(watch -> watch.end(recorded));
        }
    }

    private synchronized void write(Map<String, String> changes) throws IOException {
        State before = state;
        State wanted = tried(changes);
        if (!wanted.secrets().isSame(before.secrets())) {
            secrets.write(wanted.secrets());
        }
        if (!wanted.text().isSame(before.text())) {
            DurableFiles.write(file, wanted.text().bytes());
        }
        state = wanted;
    }

    /**
     * The file with other values, which can all be used.
     *
     * @throws ProblemException as {@link #change}
     */
    synchronized State tried(Map<String, String> changes) {
        NodeSettings now = reload();
        if (state.problem().isPresent()) {
            throw new ProblemException(state.problem().get());
        }
        Map<String, String> open = new HashMap<>(changes);
        Map<String, String> hidden = new HashMap<>();
        NodeSettings.FILE.settings().stream()
                .filter(setting -> setting.secret() && open.containsKey(setting.name()))
                .forEach(setting -> hidden.put(setting.name(), open.remove(setting.name())));
        try {
            State wanted = State.of(state.text().with(open), state.secrets().with(hidden));
            NodeSettings node = wanted.node();
            node.source();
            if (!node.get(NodeSettings.SERVER_ADDRESS).equals(now.get(NodeSettings.SERVER_ADDRESS))
                    || !node.get(NodeSettings.SERVER_PORT).equals(now.get(NodeSettings.SERVER_PORT))) {
                requireAddress(node);
            }
            return wanted;
        } catch (IllegalArgumentException e) {
            throw unusable(e);
        }
    }

    private static ProblemException unusable(IllegalArgumentException e) {
        return ProblemException.of(ProblemCode.SETTING_UNUSABLE, Map.of("reason", Sentence.said(e)));
    }

    /** Also while it is not the source: a mistake is told to the one who makes it. */
    private static void requireAddress(NodeSettings settings) {
        String address = settings.get(NodeSettings.SERVER_ADDRESS).isBlank()
                ? "localhost"
                : settings.get(NodeSettings.SERVER_ADDRESS);
        ServerAddress.parse(address, settings.get(NodeSettings.SERVER_PORT));
    }

    /** What was read, together. Not a text: it holds secrets. */
    record State(
            PropertiesText text,
            PropertiesText secrets,
            EtcValues values,
            NodeSettings node,
            Optional<Problem> problem) {
        static State of(PropertiesText text, PropertiesText secrets) {
            Map<String, String> texts = both(text, secrets);
            return new State(text, secrets, NodeSettings.FILE.read(texts), NodeSettings.of(texts), Optional.empty());
        }

        State with(Problem found) {
            return new State(text, secrets, values, node, Optional.of(found));
        }

        Map<String, String> texts() {
            return both(text, secrets);
        }

        private static Map<String, String> both(PropertiesText text, PropertiesText secrets) {
            Map<String, String> texts = new HashMap<>(secrets.values());
            // A secret that was written into the file a moment ago is the newer one.
            text.values().forEach((name, value) -> texts.merge(name, value, (old, now) -> now.isBlank() ? old : now));
            return texts;
        }

        @Override
        public String toString() {
            return "settings";
        }
    }
}
