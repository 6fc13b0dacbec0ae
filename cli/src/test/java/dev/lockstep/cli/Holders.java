package dev.lockstep.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;

/** People with keys of their own: each key pair stands where its holder keeps it. */
final class Holders {
    private final Vendor vendor;

    Holders(Vendor vendor) {
        this.vendor = vendor;
    }

    /** Makes a key, and gives the file with its public half. */
    String key(String name) {
        Path file = vendor.folder.resolve(name);
        Vendor.Result made = vendor.run("gen-key", file.toString(), "--no-passphrase");
        if (made.status() != 0) {
            throw new AssertionError(made.err());
        }
        return file + ".pub";
    }

    String pem(String name) {
        return vendor.folder.resolve(name + ".pem").toString();
    }

    /** A repository whose root and targets need two of Alice, Bob and Carol, each with a key at home. */
    Path firstRoot() {
        Path draft = vendor.folder.resolve("first");
        vendor.succeed(
                "init-repository",
                "--no-passphrase",
                "--public-key",
                "root=" + key("alice"),
                "--public-key",
                "root=" + key("bob"),
                "--public-key",
                "root=" + key("carol"),
                "--public-key",
                "targets=" + vendor.folder.resolve("alice.pub"),
                "--public-key",
                "targets=" + vendor.folder.resolve("bob.pub"),
                "--public-key",
                "targets=" + vendor.folder.resolve("carol.pub"),
                "--threshold",
                "root=2/3",
                "--threshold",
                "targets=2/3",
                "--draft",
                draft.toString());
        return draft;
    }

    /** The same, signed by Alice and Bob and published. */
    void begin() {
        Path draft = firstRoot();
        sign(draft, "alice");
        sign(draft, "bob");
        submit(draft);
    }

    Vendor.Result sign(Path draft, String name) {
        return vendor.run("sign", draft.toString(), "--key", pem(name));
    }

    Vendor.Result submit(Path draft, String... options) {
        String[] all =
                Stream.concat(Stream.of(draft.toString()), Stream.of(options)).toArray(String[]::new);
        return vendor.call("submit", all);
    }

    /** All bytes of a folder by path, to see that nothing was changed. */
    static Map<String, String> bytes(Path folder) {
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(
                        folder.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return files;
    }

    static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path file : (Iterable<Path>) all::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }
}
