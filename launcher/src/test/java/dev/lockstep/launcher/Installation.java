package dev.lockstep.launcher;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;

/** An installation on an in-memory disk with the rules of some operating system. */
final class Installation {
    private final Home home;

    private Installation(Path root) {
        this.home = new Home(root);
    }

    static Installation on(FileSystem disk) {
        return new Installation(disk.getRootDirectories().iterator().next().resolve("lock step"));
    }

    static FileSystem unix() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setAttributeViews("basic", "owner", "posix", "unix")
                .build());
    }

    static FileSystem unixWithoutLinks() {
        return Jimfs.newFileSystem(Configuration.unix().toBuilder()
                .setSupportedFeatures(Feature.FILE_CHANNEL)
                .build());
    }

    static FileSystem windows() {
        return Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "owner", "dos", "acl", "user")
                .build());
    }

    Home home() {
        return home;
    }

    /** Adds a complete tree; its system file and its default file say which version they are of. */
    Installation with(String version) throws IOException {
        Path tree = home.version(version);
        write(
                tree.resolve("launch/node.properties"),
                "java.min = 17\njava.max = 21\nmain = m.Main\nclasspath = lib/*.jar\n");
        write(tree.resolve("launch/java.options"), "# needed\n-Dof=${karaf.home}\n");
        write(tree.resolve("launch/etc.system"), "# the release's\nconfig.properties\nscripts/init\n");
        write(tree.resolve("etc/config.properties"), "system of " + version);
        write(tree.resolve("etc/scripts/init"), "script of " + version);
        write(tree.resolve("etc/users.cfg"), "default of " + version);
        write(tree.resolve("etc.server/port.cfg"), "8101 of " + version);
        write(tree.resolve("etc.client/port.cfg"), "8102 of " + version);
        write(tree.resolve("lib/b.jar"), "b");
        write(tree.resolve("lib/a.jar"), "a");
        write(tree.resolve("lib/readme.txt"), "no jar");
        Files.createDirectories(tree.resolve("system"));
        return this;
    }

    /** Makes a version the current one, as the archives have it: by a text file. */
    Installation running(String version) throws IOException {
        write(home.node().resolve("current"), version + "\n");
        return this;
    }

    Installation requesting(String version, String previous, int seconds) throws IOException {
        write(
                home.node().resolve("trial.json"),
                "{\"version\":\"" + version + "\",\"previous\":\"" + previous + "\",\"confirmWithin\":" + seconds
                        + "}");
        return this;
    }

    static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
