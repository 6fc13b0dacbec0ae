package dev.lockstep.mavenurls.internal;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ops4j.pax.url.mvn.MavenResolver;

/** The folder {@code system} of one version of Lockstep, the only place that {@code mvn:} addresses are read from. */
public final class SystemFolder implements MavenResolver {
    /** {@code mvn:group/artifact/version[/[type][/classifier]]}: no repository, no range, and no part that leads upwards. */
    private static final Pattern ADDRESS =
            Pattern.compile("mvn:(\\w[\\w.-]*)/(\\w[\\w.-]*)/(\\w[\\w.-]*)(?:/(\\w[\\w.-]*)?(?:/(\\w[\\w.-]*))?)?");

    private final Path folder;

    private SystemFolder(Path folder) {
        this.folder = folder;
    }

    /** Returns the folder of the version that was unpacked in {@code home}. */
    public static SystemFolder of(Path home) {
        return new SystemFolder(home.resolve("system"));
    }

    @Override
    public File resolve(String url) throws IOException {
        Matcher address = ADDRESS.matcher(url);
        if (!address.matches()) {
            throw new MalformedURLException(url + " is not mvn:GROUP/ARTIFACT/VERSION[/TYPE[/CLASSIFIER]]");
        }
        String type = address.group(4) == null ? "jar" : address.group(4);
        String classifier = address.group(5) == null ? "" : "-" + address.group(5);
        Path file = folder.resolve(address.group(1).replace('.', '/'))
                .resolve(address.group(2))
                .resolve(address.group(3))
                .resolve(address.group(2) + "-" + address.group(3) + classifier + "." + type);
        if (!Files.isRegularFile(file)) {
            throw new FileNotFoundException(url + " is not part of this version of Lockstep: " + folder
                    + " is the only place that is looked in");
        }
        return file.toFile();
    }

    @Override
    public File resolve(String url, Exception previous) throws IOException {
        return resolve(url);
    }

    @Override
    public RetryChance isRetryableException(Exception failure) {
        return RetryChance.NEVER;
    }

    @Override
    public void close() {
        // Nothing is held open.
    }
}
