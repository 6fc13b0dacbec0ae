package dev.lockstep.cli.keys;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The private keys of a repository, one PEM file for each: {@code root-1.pem}, {@code targets-1.pem}, ...; those that were
 * replaced are kept in {@code retired/}.
 *
 * @param folder never within what is served
 */
public record KeysFolder(Path folder) {
    public static final String ROOT = "root";
    private static final Pattern NAME = Pattern.compile("([a-z0-9._]+)-([1-9][0-9]{0,8})\\.pem");

    /** The folder beside the published one that is taken if nothing else is said. */
    static KeysFolder beside(Path published) {
        Path absolute = published.toAbsolutePath().normalize();
        return new KeysFolder(absolute.resolveSibling(absolute.getFileName() + "-keys"));
    }

    /** Refuses a folder that a web server would give away. */
    public void requireOutside(Path published) throws Failure {
        Path served = published.toAbsolutePath().normalize();
        if (folder.toAbsolutePath().normalize().startsWith(served)) {
            throw new Failure(
                    "KEYS-SERVED",
                    "The keys would stand in " + folder + ", within the folder that is served. Keep them outside of "
                            + served + ".");
        }
    }

    /** The key files, in the order of their names. */
    public List<Path> files() throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> name(file).matches()).sorted().toList();
        }
    }

    /** The key files of one role. */
    public List<Path> files(String role) throws IOException {
        return files().stream().filter(file -> role(file).equals(role)).toList();
    }

    /** The role that a key file is for, by its name. */
    static String role(Path file) {
        Matcher name = name(file);
        return name.matches() ? name.group(1) : "";
    }

    /**
     * Keys that were made.
     *
     * @param signers the keys
     * @param files where they were written, in the same order
     */
    record Made(List<Signer> signers, List<Path> files) {}

    /** Makes keys and writes each under the next number of its role. */
    Made make(String role, int count, char[] passphrase) throws IOException {
        int last = 0;
        for (Path file : allFiles(role)) {
            Matcher name = name(file);
            if (name.matches()) {
                last = Math.max(last, Integer.parseInt(name.group(2)));
            }
        }
        List<Signer> signers = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (int number = last + 1; number <= last + count; number++) {
            Ed25519Signer signer = Ed25519Signer.generate();
            Path file = folder.resolve(role + "-" + number + ".pem");
            KeyFile.write(file, signer, passphrase);
            signers.add(signer);
            files.add(file);
        }
        return new Made(signers, files);
    }

    /** Puts key files away that sign nothing any more. */
    public void retire(List<Path> files) throws IOException {
        for (Path file : files) {
            DurableFiles.createFolders(retired());
            DurableFiles.move(file, retired().resolve(file.getFileName()));
        }
    }

    private List<Path> allFiles(String role) throws IOException {
        List<Path> all = new ArrayList<>(files(role));
        all.addAll(new KeysFolder(retired()).files(role));
        return all;
    }

    private Path retired() {
        return folder.resolve("retired");
    }

    private static Matcher name(Path file) {
        return NAME.matcher(file.getFileName().toString());
    }
}
