package dev.lockstep.module;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/**
 * What a bundle says of itself to people. A value that begins with {@code %} is a key, and stands in a file of the bundle (OSGi
 * Core 8, section 3.11.2): the default one is read, so that everybody is signed the same text.
 *
 * @param name Bundle-Name
 * @param description Bundle-Description
 * @param vendor Bundle-Vendor
 */
record Titles(Optional<String> name, Optional<String> description, Optional<String> vendor) {
    private static final String DEFAULT_BASE = "OSGI-INF/l10n/bundle";
    private static final int LIMIT = 1 << 20;

    static Titles of(JarFile jar, Map<String, String> headers) throws IOException {
        Properties texts = texts(
                jar,
                Optional.ofNullable(headers.get("Bundle-Localization"))
                        .map(String::strip)
                        .filter(base -> !base.isEmpty())
                        .orElse(DEFAULT_BASE));
        return new Titles(
                localised(headers, "Bundle-Name", texts),
                localised(headers, "Bundle-Description", texts),
                localised(headers, "Bundle-Vendor", texts));
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
