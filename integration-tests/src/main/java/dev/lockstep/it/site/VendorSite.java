package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A vendor: a repository made with the {@code lockstep} program, behind a plain web server. */
public final class VendorSite implements AutoCloseable {
    private final Program program;
    private final Path folder;
    private final int port;
    private final ChildProcess webServer;

    private VendorSite(Program program, Path folder, int port, ChildProcess webServer) {
        this.program = program;
        this.folder = folder;
        this.port = port;
        this.webServer = webServer;
    }

    /**
     * Makes a repository with new keys below {@code folder} and serves it.
     *
     * @param program with which it works
     * @param options more for {@code lockstep init-repository}, such as thresholds
     */
    public static VendorSite create(Program program, Path folder, Path log, String... options) {
        try {
            Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + folder, e);
        }
        int port = Ports.free();
        Path repository = folder.resolve("repository");
        List<String> init = new ArrayList<>(List.of(
                "init-repository",
                repository.toString(),
                "--keys",
                folder.resolve("keys").toString(),
                "--no-passphrase"));
        init.addAll(List.of(options));
        program.run(init).orThrow();
        ChildProcess webServer = ChildProcess.start(
                "vendor's web server",
                List.of(
                        javaExecutable(),
                        "-Xmx32m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        StaticWebServer.class.getName(),
                        repository.toString(),
                        Integer.toString(port)),
                folder,
                Map.of(),
                log);
        return new VendorSite(program, folder, port, webServer);
    }

    /** The process of its web server. */
    long pid() {
        return webServer.pid();
    }

    /** Publishes every folder below {@code release} as a component of that version. */
    public ChildProcess.Finished publishRelease(String version, Path release) {
        List<String> what = new ArrayList<>(List.of("--release", version));
        try (DirectoryStream<Path> components = Files.newDirectoryStream(release, Files::isDirectory)) {
            for (Path component : components) {
                what.add("--component");
                what.add(component.getFileName() + "=" + component);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + release, e);
        }
        return publish(what.toArray(String[]::new));
    }

    /** Publishes a module from its bundle. */
    public ChildProcess.Finished publishModule(Path bundle, String component, String platform) {
        return publish("--module", bundle.toString(), "--component", component, "--platform", platform);
    }

    /** {@code lockstep publish} with this repository, its keys, and what is to be published. */
    public ChildProcess.Finished publish(String... what) {
        return with("publish", what).orThrow();
    }

    /** Runs a command of the {@code lockstep} program with this repository, its keys, and what else it takes. */
    public ChildProcess.Finished with(String name, String... what) {
        List<String> command = new ArrayList<>(List.of(
                name, repository().toString(), "--keys", folder.resolve("keys").toString()));
        command.addAll(List.of(what));
        return program.run(command);
    }

    /** {@code lockstep export} into a file on a medium, signed with the vendor's timestamp key. */
    public ChildProcess.Finished export(Path bundle, String... options) {
        List<String> command = new ArrayList<>(List.of(
                "export",
                repository().toString(),
                "--keys",
                folder.resolve("keys").toString(),
                "--out",
                bundle.toString()));
        command.addAll(List.of(options));
        return program.run(command).orThrow();
    }

    /** {@code lockstep read-status} of a file that a site signed. */
    public ChildProcess.Finished readStatus(Path status, Path siteRoot) {
        return lockstep("read-status", status.toString(), "--site-root", siteRoot.toString())
                .orThrow();
    }

    /** Runs {@code lockstep} with arguments of one's own. */
    public ChildProcess.Finished lockstep(String... arguments) {
        return program.run(List.of(arguments));
    }

    static String javaExecutable() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    public Path repository() {
        return folder.resolve("repository");
    }

    /** The keys of a role that sign now, in the order of their names. */
    public List<Path> keys(String role) {
        List<Path> keys = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder.resolve("keys"), role + "-*.pem")) {
            files.forEach(keys::add);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the keys in " + folder, e);
        }
        keys.sort(Comparator.naturalOrder());
        return keys;
    }

    /** The root that installers pin. */
    public Path root() {
        return repository().resolve("metadata/vendor/1.root.json");
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port + "/");
    }

    @Override
    public void close() {
        webServer.close();
    }

    /** The {@code lockstep} program, which runs a command to its end. */
    @FunctionalInterface
    public interface Program {
        long COMMAND_LIMIT_SECONDS = 600;

        /** What is published here is small, and no key has a passphrase: the optimising compiler would come too late. */
        String FOR_SHORT_RUNS = "-XX:TieredStopAtLevel=1";

        /** Runs it with these arguments. */
        ChildProcess.Finished run(List<String> arguments);

        /** As its user has it: unpacked into a folder, and a process of its own for each command. */
        static Program unpacked(Path cli) {
            return arguments -> {
                List<String> command = new ArrayList<>();
                command.add(cli.resolve("bin/lockstep").toString());
                command.addAll(arguments);
                return ChildProcess.run(
                        command,
                        cli,
                        Map.of("JAVA_HOME", System.getProperty("java.home"), "LOCKSTEP_JAVA_OPTS", FOR_SHORT_RUNS),
                        COMMAND_LIMIT_SECONDS);
            };
        }
    }
}
