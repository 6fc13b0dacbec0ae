package dev.lockstep.module;

import dev.lockstep.core.version.Version;

/**
 * Versions as OSGi writes them (OSGi Core 8, section 3.2.5).
 *
 * <p>An OSGi version is brought into the order of {@link Version} by making its qualifier build metadata: {@code 33.4.0.jre}
 * becomes {@code 33.4.0+jre}. Both orders then agree: a qualifier comes after none, and qualifiers compare as text. As {@code _}
 * cannot stand there, it becomes {@code -}: of two versions that differ only in this, the second is refused where it comes in.
 */
final class OsgiVersion {
    private OsgiVersion() {}

    /**
     * Reads an OSGi version such as a Bundle-Version.
     *
     * @throws IllegalArgumentException if {@code text} is none
     */
    public static Version parse(String text) {
        org.osgi.framework.Version version;
        try {
            version = org.osgi.framework.Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "not an OSGi version like 1.2.3 or 1.2.3.qualifier: \"" + text + "\"", e);
        }
        String numbers = version.getMajor() + "." + version.getMinor() + "." + version.getMicro();
        String qualifier = version.getQualifier();
        return Version.parse(qualifier.isEmpty() ? numbers : numbers + "+" + qualifier.replace('_', '-'));
    }
}
