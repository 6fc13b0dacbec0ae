package org.ops4j.pax.url.mvn;

import dev.lockstep.mavenurls.internal.SystemFolder;
import java.nio.file.Path;
import java.util.Dictionary;

/** Where Karaf's features service gets its resolver from. */
public final class MavenResolvers {
    private MavenResolvers() {}

    /** Returns the version's own folder; settings that name another place are not looked at. */
    public static MavenResolver createMavenResolver(Dictionary<String, ?> settings, String prefix) {
        return SystemFolder.of(Path.of(System.getProperty("karaf.home")));
    }
}
