package dev.lockstep.core.settings;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The secrets among the settings, in a file of {@code etc} that only its owner can read. What stands in the other files is copied by
 * Config Admin into a folder of its own; this one is no {@code .cfg}, and so nobody looks at it but those who need a secret.
 */
public final class SecretsFile {
    private static final String NAME = "dev.lockstep.secrets.properties";

    private final Path file;
    private PropertiesText protectedText = PropertiesText.parse("");

    /** The file in a folder {@code etc}. */
    public SecretsFile(Path etc) {
        this.file = etc.resolve(NAME);
    }

    /** Where it is. */
    public Path path() {
        return file;
    }

    /** What stands there. Whoever has written it, from now on only its owner can read it. */
    public synchronized PropertiesText read() throws IOException {
        PropertiesText text = PropertiesText.read(file);
        if (!text.isSame(protectedText)) {
            write(text);
        }
        return text;
    }

    /** Replaces what stands there. */
    public synchronized void write(PropertiesText text) throws IOException {
        OwnerFile.write(file, text.bytes());
        protectedText = text;
    }

    /**
     * Takes the secrets out of another file of the same folder.
     *
     * @return whether there were any
     */
    public synchronized boolean takeFrom(EtcFile etc) throws IOException {
        Path other = file.resolveSibling(etc.pid() + ".cfg");
        PropertiesText text = PropertiesText.read(other);
        Map<String, String> values = text.values();
        Map<String, String> secrets = etc.settings().stream()
                .filter(setting -> setting.secret()
                        && !values.getOrDefault(setting.name(), "").isBlank())
                .collect(Collectors.toMap(Setting::name, setting -> values.get(setting.name())));
        if (secrets.isEmpty()) {
            return false;
        }
        // First kept, then removed: after a power cut it stands in both, and is taken again.
        write(read().with(secrets));
        secrets.replaceAll((name, secret) -> "");
        DurableFiles.write(other, text.with(secrets).bytes());
        return true;
    }

    /**
     * A secret that is asked for each time it is needed.
     *
     * @param etc the file that has it, from which it is taken if somebody wrote it there
     */
    public Secret secret(EtcFile etc, Setting<String> setting) {
        return () -> {
            takeFrom(etc);
            return setting.read(read().values().getOrDefault(setting.name(), setting.unset()));
        };
    }

    /** A secret, from where it is kept. */
    @FunctionalInterface
    public interface Secret {
        String read() throws IOException;
    }
}
