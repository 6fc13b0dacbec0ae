package dev.lockstep.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Somebody who calls the program, within this process, and a client that reads what was published. */
final class Vendor {
    final Path folder;
    final Path repository;
    final Map<String, String> environment = new HashMap<>();
    Clock clock = Clock.systemUTC();

    Vendor(Path folder) {
        this.folder = folder;
        this.repository = folder.resolve("updates");
    }

    /** What a call came to. */
    record Result(int status, String out, String err) {
        JsonNode json() {
            try {
                return new JsonMapper().readTree(out);
            } catch (IOException e) {
                throw new UncheckedIOException(out, e);
            }
        }
    }

    Result run(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        Environment around = new Environment(
                new PrintWriter(out, true), new PrintWriter(err, true), clock, environment, Optional.empty());
        int status = new Lockstep(around).run(arguments);
        return new Result(status, out.toString(), err.toString());
    }

    /** A command on the repository, with further options. */
    Result call(String command, String... options) {
        List<String> arguments = new ArrayList<>(List.of(command, repository.toString()));
        arguments.addAll(List.of(options));
        return run(arguments.toArray(String[]::new));
    }

    /** A command that has to succeed. */
    Result succeed(String command, String... options) {
        Result result = call(command, options);
        if (result.status() != 0) {
            throw new AssertionError(command + " failed: " + result.err());
        }
        return result;
    }

    Path keys() {
        return folder.resolve("updates-keys");
    }

    /** Makes a folder with files; their contents are given by path. */
    Path component(String name, Map<String, String> files) throws IOException {
        Path component = folder.resolve(name);
        for (Map.Entry<String, String> file : files.entrySet()) {
            Path path = component.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.writeString(path, file.getValue());
        }
        return component;
    }

    /** What a new client, with the first root as its installer brought it, is offered. */
    VendorMetadata client() throws IOException {
        byte[] root = Files.readAllBytes(repository.resolve("metadata/vendor/1.root.json"));
        return new VendorTrust(
                        Files.createTempDirectory(folder, "client"),
                        () -> Optional.of(root),
                        new FileContentStore(folder.resolve("client-store")),
                        clock)
                .refresh(new FolderTransport(repository));
    }

    /** The tree of a component as the client gets it. */
    Tree tree(String version, String component) throws IOException {
        Release release = client().release(Version.parse(version));
        return tree(release.component(component).orElseThrow().trees().get(0));
    }

    Tree tree(Release.PlatformTree platform) throws IOException {
        return ReleaseJson.readTree(
                Files.readAllBytes(payload(platform.tree().digest().path())));
    }

    Path payload(String path) {
        return repository.resolve("targets").resolve(path);
    }

    /** All files of the published folder with their sizes, to see that nothing was changed. */
    Map<String, Long> published() throws IOException {
        Map<String, Long> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(repository)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(repository.relativize(file).toString(), Files.size(file));
            }
        }
        return files;
    }
}
