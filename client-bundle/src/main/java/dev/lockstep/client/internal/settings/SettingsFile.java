package dev.lockstep.client.internal.settings;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * {@code etc/dev.lockstep.node.cfg}: the one place where the settings are. Whoever edits it, a person, Karaf's commands or
 * {@link #change}, the file is read again when it differs from what was read last.
 *
 * <p>A file that cannot be used is a {@link #problem()}, and the last good settings stay in force. Safe for use by several
 * threads.
 */
public final class SettingsFile {
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final Path file;
    private byte[] seen = new byte[0];
    private PropertiesText text = PropertiesText.parse("");
    private NodeSettings node = SettingsForm.read(Map.of());
    private CheckSettings check = CheckSettings.read(Map.of());
    private SiteSettings site = SiteSettings.read(Map.of());
    private Optional<Problem> problem = Optional.empty();

    public SettingsFile(Path file) {
        this.file = file;
    }

    /** The settings in force. */
    public synchronized NodeSettings node() {
        refresh();
        return node;
    }

    /** The agent's own settings in force. */
    public synchronized CheckSettings check() {
        refresh();
        return check;
    }

    /** How this computer and its server authenticate each other. */
    public synchronized SiteSettings site() {
        refresh();
        return site;
    }

    /** Why the file as it is now cannot be used; empty if it can. */
    public synchronized Optional<Problem> problem() {
        refresh();
        return problem;
    }

    /**
     * Changes settings: validated, then written, then in force.
     *
     * @throws ProblemException if a value of the source that is chosen cannot be used, or the file cannot be written or is
     *     broken; then nothing is changed
     */
    public synchronized NodeSettings change(UnaryOperator<NodeSettings> change) throws IOException {
        put(SettingsForm.write(change.apply(node())));
        return node;
    }

    /** The values as they stand in the file. */
    synchronized Map<String, String> values() {
        refresh();
        return text.values();
    }

    /** Writes values by their names, in the manner of {@link #change}. */
    synchronized void put(Map<String, String> changes) throws IOException {
        PropertiesText written = tried(changes);
        byte[] bytes = written.toString().getBytes(StandardCharsets.UTF_8);
        DurableFiles.write(file, bytes);
        seen = bytes;
        text = written;
        node = SettingsForm.read(written.values());
        check = CheckSettings.read(written.values());
        site = SiteSettings.read(written.values());
    }

    /**
     * The file with other values, which can all be used.
     *
     * @throws ProblemException as {@link #change}
     */
    synchronized PropertiesText tried(Map<String, String> changes) {
        refresh();
        if (problem.isPresent()) {
            throw new ProblemException(problem.get());
        }
        PropertiesText changed = text.with(changes);
        try {
            NodeSettings wanted = SettingsForm.read(changed.values());
            wanted.source();
            if (!wanted.serverAddress().equals(node.serverAddress())
                    || !wanted.serverPort().equals(node.serverPort())) {
                requireAddress(wanted);
            }
            CheckSettings.read(changed.values());
            SiteSettings.read(changed.values());
            return changed;
        } catch (IllegalArgumentException e) {
            throw ProblemException.of(ProblemCode.SETTING_UNUSABLE, Map.of("reason", String.valueOf(e.getMessage())));
        }
    }

    /** Also checked while it is not the source, so that a mistake is reported to the person who makes it. */
    private static void requireAddress(NodeSettings settings) {
        String address = settings.serverAddress().isBlank() ? "localhost" : settings.serverAddress();
        ServerAddress.parse(address, settings.serverPort());
    }

    private void refresh() {
        try {
            byte[] bytes = read();
            if (Arrays.equals(bytes, seen)) {
                return;
            }
            seen = bytes;
            PropertiesText now = PropertiesText.parse(decoded(bytes));
            CheckSettings newCheck = CheckSettings.read(now.values());
            SiteSettings newSite = SiteSettings.read(now.values());
            node = SettingsForm.read(now.values());
            check = newCheck;
            site = newSite;
            text = now;
            problem = Optional.empty();
        } catch (IllegalArgumentException e) {
            problem = Optional.of(Problem.of(
                    ProblemCode.CONFIGURATION_MALFORMED,
                    Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage()))));
        } catch (IOException e) {
            seen = new byte[] {0};
            problem = Optional.of(Problem.of(
                    ProblemCode.NOT_READABLE,
                    Map.of("file", file.toString(), "reason", e.getClass().getSimpleName() + ": " + e.getMessage())));
        }
    }

    private byte[] read() throws IOException {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new IOException("longer than " + MAXIMUM_BYTES + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new byte[0];
        }
    }

    private static String decoded(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }
    }
}
