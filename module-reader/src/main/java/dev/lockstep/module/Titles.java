package dev.lockstep.module;

import dev.lockstep.core.archive.SafeArchive;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * What a bundle says of itself to people. A value that begins with {@code %} is a key, and stands in a file of the bundle or of its
 * fragments; the keys of a fragment stand in its host (OSGi Core 8, section 3.11.2). The default file is read, so that everybody is
 * signed the same text.
 *
 * @param name Bundle-Name
 * @param description Bundle-Description
 * @param vendor Bundle-Vendor
 */
record Titles(Optional<String> name, Optional<String> description, Optional<String> vendor) {
    private static final String NAME = "Bundle-Name";
    private static final String DESCRIPTION = "Bundle-Description";
    private static final String VENDOR = "Bundle-Vendor";
    private static final String DEFAULT_BASE = "OSGI-INF/l10n/bundle";
    private static final int LIMIT = 1 << 20;

    /** Whether one of them is a key. */
    static boolean isLocalised(Map<String, String> headers) {
        return Stream.of(NAME, DESCRIPTION, VENDOR)
                .anyMatch(name -> headers.getOrDefault(name, "").strip().startsWith("%"));
    }

    /**
     * Reads them.
     *
     * @param headers of the bundle
     * @param jars where its texts are: itself first, or its host if it is a fragment, and then the fragments, whose texts go before
     */
    static Titles of(Map<String, String> headers, List<Path> jars) throws IOException {
        String base = Optional.ofNullable(headers.get("Bundle-Localization"))
                .map(String::strip)
                .filter(given -> !given.isEmpty())
                .orElse(DEFAULT_BASE);
        Properties texts = new Properties();
        for (Path jar : jars) {
            try (JarFile file = SafeArchive.open(jar)) {
                texts.putAll(texts(file, base));
            }
        }
        return new Titles(
                localised(headers, NAME, texts),
                localised(headers, DESCRIPTION, texts),
                localised(headers, VENDOR, texts));
    }

    private static Optional<String> localised(Map<String, String> headers, String name, Properties texts) {
        return Optional.ofNullable(headers.get(name))
                .map(String::strip)
                .map(value -> value.startsWith("%")
                        ? texts.getProperty(value.substring(1).strip(), value.substring(1))
                                .strip()
                        : value)
                .filter(value -> !value.isEmpty());
    }

    /** The file without a language, else the English one. */
    private static Properties texts(JarFile jar, String base) throws IOException {
        Properties texts = new Properties();
        for (String file : List.of(base + ".properties", base + "_en.properties")) {
            ZipEntry entry = jar.getEntry(file);
            if (entry == null) {
                continue;
            }
            try (InputStream in = jar.getInputStream(entry)) {
                texts.load(new java.io.ByteArrayInputStream(in.readNBytes(LIMIT)));
                return texts;
            } catch (IllegalArgumentException e) {
                // An escape that is none. The framework shows the keys then, and so do we.
                return new Properties();
            }
        }
        return texts;
    }
}
