package dev.lockstep.guard;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Properties;

/**
 * The file of the operator that opens the guard, for computers on which bundles are tested. It is read once, when the framework
 * is made, and does not end in {@code .cfg}, so that no service for configurations reads or writes it.
 */
final class Opening {
    static final String FILE = "dev.lockstep.guard.properties";

    private Opening() {}

    /** Whether the file is there and says {@code unsigned.bundles = allowed}. */
    static boolean isOpen(Path etc) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(etc.resolve(FILE), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (MalformedInputException e) {
            throw new IOException(etc.resolve(FILE) + " is not in UTF-8", e);
        } catch (NoSuchFileException absent) {
            return false;
        } catch (IllegalArgumentException e) {
            throw new IOException(etc.resolve(FILE) + " cannot be read: " + e.getMessage(), e);
        }
        if (properties.stringPropertyNames().stream().anyMatch(key -> key.startsWith("\ufeff"))) {
            throw new IOException(
                    etc.resolve(FILE) + " begins with a mark of its encoding; save it as UTF-8 without one");
        }
        return properties.getProperty("unsigned.bundles", "").strip().equals("allowed");
    }
}
